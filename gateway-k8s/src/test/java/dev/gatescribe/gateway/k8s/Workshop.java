package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.GatewayPorts;
import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.Admission;
import dev.gatescribe.session.Admitter;
import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.ContentLimits;
import dev.gatescribe.session.CredentialSource;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.KeyHolder;
import dev.gatescribe.session.NamespaceScope;
import dev.gatescribe.session.Principal;
import dev.gatescribe.session.PrincipalDirectory;
import dev.gatescribe.session.ProofMint;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.RecordingTerms.Demand;
import dev.gatescribe.session.SessionRequest;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetDialer;
import dev.gatescribe.session.TargetTrust;
import dev.gatescribe.session.TokenHolder;
import dev.gatescribe.session.UpstreamCredential;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A gateway between clients of the test and a {@link FakeApiServer}, all in this process. Alice may
 * do everything unless a test says otherwise.
 */
final class Workshop implements AutoCloseable {
  static final String TARGET = "prod";
  static final String LOGIN = "developers";
  static final String PREFIX = "/clusters/" + TARGET + "/" + LOGIN;
  static final String TOKEN = "alices-token";
  static final String OTHER_TARGETS_TOKEN = "alices-token-for-elsewhere";
  static final String SECRET_OF_TARGET = "the-gateways-own-secret";
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final TestCertificates certificates = new TestCertificates();
  final FakeRecorder recorder = new FakeRecorder();
  final FakeAuditLog auditLog = new FakeAuditLog();
  final List<SessionRequest> asked = new CopyOnWriteArrayList<>();
  final Map<String, TokenHolder> tokens = new ConcurrentHashMap<>();
  final FakeApiServer target;
  private final SSLContext clientTls;
  private KubernetesGateway gateway;
  volatile Admitter admitter = this::admit;
  volatile CredentialSource credentials = _ -> new UpstreamCredential.BearerToken(SECRET_OF_TARGET);
  volatile UnaryOperator<Target> asConfigured = UnaryOperator.identity();
  volatile NamespaceScope namespaces = new NamespaceScope.Every();
  volatile Instant until = Instant.MAX;
  volatile Demand demand = Demand.REQUIRED;
  volatile ContentLimits content = ContentLimits.NONE;

  private Workshop() throws IOException, GeneralSecurityException {
    target = FakeApiServer.start(certificates);
    tokens.put(TOKEN, holder("alice", "laptop", true));
    tokens.put(OTHER_TARGETS_TOKEN, holder("alice", "other", false));
    clientTls = certificates.tls(null);
  }

  static Workshop open() throws Exception {
    return open(UnaryOperator.identity());
  }

  static Workshop open(UnaryOperator<KubernetesGatewaySettings.Limits> limits) throws Exception {
    Workshop workshop = new Workshop();
    TestCertificates.Identity server = workshop.certificates.server("127.0.0.1");
    workshop.gateway =
        new KubernetesGateway(
            KubernetesGatewaySettings.of(
                    "127.0.0.1", 0, server.keys().getPrivate(), List.of(server.certificate()))
                .withLimits(limits.apply(KubernetesGatewaySettings.Limits.defaults())),
            new GatewayPorts(
                request -> {
                  workshop.asked.add(request);
                  return workshop.admitter.admit(request);
                },
                workshop.directory(),
                workshop.recorder,
                workshop.auditLog,
                proof -> workshop.credentials.credentialFor(proof),
                TargetDialer.direct(),
                Clock.systemUTC()));
    workshop.gateway.start();
    return workshop;
  }

  static TokenHolder holder(String principal, String token, boolean forTarget) {
    return new TokenHolder(
        new Principal(principal),
        new Authentication(AuthenticationMethod.ACCESS_TOKEN, token, Instant.EPOCH),
        forTarget);
  }

  private PrincipalDirectory directory() {
    return new PrincipalDirectory() {
      @Override
      public Optional<KeyHolder> findByPublicKey(String publicKey) {
        return Optional.empty();
      }

      @Override
      public Optional<TokenHolder> findByAccessToken(AccessToken token, String targetName) {
        return Optional.ofNullable(tokens.get(token.text()));
      }
    };
  }

  KubernetesGateway gateway() {
    return gateway;
  }

  Admission admit(SessionRequest request) {
    Target configured =
        new Target(
            TARGET,
            Protocol.KUBERNETES,
            "127.0.0.1",
            target.port(),
            new TargetTrust.TrustedAuthorities(List.of(certificates.authority().certificate())));
    return new Admission.Admitted(
        ProofMint.mint(request, asConfigured.apply(configured), Instant.now().plusSeconds(60)),
        new Constraints(
            "everything",
            until,
            namespaces,
            new RecordingTerms(demand, Durability.PROCESS, content)));
  }

  void onlyNamespaces(String... names) {
    namespaces = new NamespaceScope.Only(Set.of(names));
  }

  URI uri(String path) {
    return URI.create("https://127.0.0.1:" + gateway.port() + path);
  }

  HttpClient http(HttpClient.Version version) {
    return HttpClient.newBuilder()
        .sslContext(clientTls)
        .version(version)
        .connectTimeout(PATIENCE)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  /** A request of Alice's to the target. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(PREFIX + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + TOKEN);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).build());
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return send(request, HttpClient.Version.HTTP_1_1);
  }

  HttpResponse<String> send(HttpRequest request, HttpClient.Version version)
      throws IOException, InterruptedException {
    try (HttpClient client = http(version)) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  /** A connection to the gateway on which a test writes bytes as it likes. */
  SSLSocket connect() throws IOException {
    SSLSocket socket =
        (SSLSocket) clientTls.getSocketFactory().createSocket("127.0.0.1", gateway.port());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.startHandshake();
    return socket;
  }

  @Override
  public void close() throws IOException {
    gateway.stop(Duration.ofSeconds(10));
    target.close();
  }
}
