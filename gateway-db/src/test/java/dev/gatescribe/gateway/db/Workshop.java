package dev.gatescribe.gateway.db;

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
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A gateway before a real PostgreSQL. Alice may do everything unless a test says otherwise. */
final class Workshop implements AutoCloseable {
  static final String TARGET = "shopdb";
  static final String USER = RealPostgres.LOGIN + "@" + TARGET;
  static final String TOKEN = "alices-token";
  static final String OTHER_TOKEN = "alices-token-for-another-target";
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final FakeRecorder recorder = new FakeRecorder();
  final FakeAuditLog auditLog = new FakeAuditLog();
  final List<SessionRequest> asked = new CopyOnWriteArrayList<>();
  private final DatabaseGateway gateway;
  private final Path certificateFile;
  private volatile Admitter admitter = this::admit;
  private volatile CredentialSource credentials =
      _ -> new UpstreamCredential.Password(RealPostgres.PASSWORD);
  private volatile UnaryOperator<Target> asConfigured = UnaryOperator.identity();
  private volatile Instant until = Instant.MAX;
  private volatile Demand demand = Demand.REQUIRED;
  private volatile ContentLimits content = ContentLimits.NONE;

  private Workshop(UnaryOperator<DatabaseGatewaySettings> settings) throws Exception {
    X509Bundle identity =
        new CertificateBuilder()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .addSanIpAddress("127.0.0.1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    certificateFile = Files.createTempFile("gateway-", ".crt");
    Files.writeString(certificateFile, identity.getCertificatePEM());
    gateway =
        new DatabaseGateway(
            settings.apply(
                DatabaseGatewaySettings.of(
                    "127.0.0.1",
                    0,
                    identity.getKeyPair().getPrivate(),
                    List.of(identity.getCertificate()))),
            new GatewayPorts(
                request -> {
                  asked.add(request);
                  return admitter.admit(request);
                },
                new Tokens(),
                recorder,
                auditLog,
                proof -> credentials.credentialFor(proof),
                TargetDialer.direct(),
                Clock.systemUTC()));
    gateway.start();
  }

  static Workshop open() throws Exception {
    return open(UnaryOperator.identity());
  }

  static Workshop open(UnaryOperator<DatabaseGatewaySettings> settings) throws Exception {
    return new Workshop(settings);
  }

  DatabaseGateway gateway() {
    return gateway;
  }

  int port() {
    return gateway.port();
  }

  Path certificateFile() {
    return certificateFile;
  }

  void admitter(Admitter other) {
    admitter = other;
  }

  void credentials(CredentialSource other) {
    credentials = other;
  }

  void targetAsConfigured(UnaryOperator<Target> change) {
    asConfigured = change;
  }

  void until(Instant end) {
    until = end;
  }

  void content(ContentLimits other) {
    content = other;
  }

  void recordingDemand(Demand other) {
    demand = other;
  }

  static Target target() {
    RealPostgres postgres = RealPostgres.get();
    return new Target(
        TARGET,
        Protocol.POSTGRESQL,
        "127.0.0.1",
        postgres.port(),
        new TargetTrust.TrustedAuthorities(List.of(postgres.authority())));
  }

  Admission admit(SessionRequest request) {
    return new Admission.Admitted(
        ProofMint.mint(request, asConfigured.apply(target()), Instant.now().plusSeconds(60)),
        new Constraints(
            "everything",
            until,
            new NamespaceScope.Every(),
            new RecordingTerms(demand, Durability.PROCESS, content)));
  }

  /** Connected by pgjdbc as Alice. */
  Connection connect() throws SQLException {
    return connect(Map.of());
  }

  Connection connect(Map<String, String> more) throws SQLException {
    Properties properties = new Properties();
    properties.put("user", USER);
    properties.put("password", TOKEN);
    properties.put("sslmode", "verify-full");
    properties.put("sslrootcert", certificateFile.toString());
    properties.put("loginTimeout", "20");
    properties.put("socketTimeout", "30");
    properties.putAll(more);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port() + "/" + RealPostgres.DATABASE, properties);
  }

  /** Knows Alice's tokens and no keys. */
  private static final class Tokens implements PrincipalDirectory {
    @Override
    public Optional<KeyHolder> findByPublicKey(String publicKey) {
      return Optional.empty();
    }

    @Override
    public Optional<TokenHolder> findByAccessToken(AccessToken token, String target) {
      return switch (token.text()) {
        case TOKEN -> Optional.of(holder("laptop", true));
        case OTHER_TOKEN -> Optional.of(holder("other", false));
        default -> Optional.empty();
      };
    }

    private static TokenHolder holder(String token, boolean forTarget) {
      return new TokenHolder(
          new Principal("alice"),
          new Authentication(AuthenticationMethod.ACCESS_TOKEN, token, Instant.EPOCH),
          forTarget);
    }
  }

  @Override
  public void close() throws IOException {
    gateway.stop(Duration.ofSeconds(10));
    Files.deleteIfExists(certificateFile);
  }
}
