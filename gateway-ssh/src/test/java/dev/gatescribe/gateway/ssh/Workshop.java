package dev.gatescribe.gateway.ssh;

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
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.RecordingTerms.Demand;
import dev.gatescribe.session.SessionRequest;
import dev.gatescribe.session.SshFeature;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetDialer;
import dev.gatescribe.session.TokenHolder;
import dev.gatescribe.session.UpstreamCredential;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
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
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;

/**
 * A gateway between a MINA client and a {@link FakeTarget}, all in this process. Alice may do
 * everything unless a test says otherwise.
 */
final class Workshop implements AutoCloseable {
  static final String LOGIN = "root";
  static final String TARGET = "db1";
  static final String DESTINATION = LOGIN + "@" + TARGET;
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final KeyPair aliceKey = key();
  final KeyPair bobKey = key();
  final KeyPair targetLoginKey = key();
  final FakeRecorder recorder = new FakeRecorder();
  final FakeAuditLog auditLog = new FakeAuditLog();
  final Map<String, Principal> principals = new ConcurrentHashMap<>();
  final List<SessionRequest> asked = new CopyOnWriteArrayList<>();
  final FakeTarget target;
  private final SshClient client;
  private SshGateway gateway;
  private volatile Admitter admitter = this::admit;
  private volatile CredentialSource credentials =
      _ -> new UpstreamCredential.PrivateKey(openSshText(targetLoginKey));
  private volatile TargetDialer dialer = TargetDialer.direct();
  private volatile UnaryOperator<Target> asConfigured = UnaryOperator.identity();
  private volatile Instant until = Instant.MAX;
  private volatile Optional<Duration> idle = Optional.empty();
  private volatile Set<SshFeature> features = SshFeature.DEFAULTS;
  private volatile Demand demand = Demand.REQUIRED;
  private volatile ContentLimits content = ContentLimits.NONE;

  private Workshop() throws IOException, GeneralSecurityException {
    target = FakeTarget.start(targetLoginKey, "geheim");
    principals.put(PublicKeyEntry.toString(aliceKey.getPublic()), new Principal("alice"));
    principals.put(PublicKeyEntry.toString(bobKey.getPublic()), new Principal("bob"));
    client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setUserAuthFactories(List.of(RawAuthentication.factory()));
    client.start();
  }

  static Workshop open(Path directory) throws Exception {
    return open(directory, UnaryOperator.identity());
  }

  static Workshop open(Path directory, UnaryOperator<SshGatewaySettings> settings)
      throws Exception {
    Workshop workshop = new Workshop();
    workshop.gateway =
        new SshGateway(
            settings.apply(SshGatewaySettings.of("127.0.0.1", 0, directory)),
            new GatewayPorts(
                request -> {
                  workshop.asked.add(request);
                  return workshop.admitter.admit(request);
                },
                workshop.new Principals(),
                workshop.recorder,
                workshop.auditLog,
                proof -> workshop.credentials.credentialFor(proof),
                proof -> workshop.dialer.dial(proof),
                Clock.systemUTC()));
    workshop.gateway.start();
    return workshop;
  }

  /** Knows people by their keys; tokens are for other doors. */
  private final class Principals implements PrincipalDirectory {
    @Override
    public Optional<KeyHolder> findByPublicKey(String publicKey) {
      return Optional.ofNullable(principals.get(publicKey))
          .map(holder ->
              new KeyHolder(
                  holder,
                  new Authentication(
                      AuthenticationMethod.PUBLIC_KEY,
                      KeyUtils.getFingerPrint(key(publicKey)),
                      Instant.EPOCH)));
    }

    private static PublicKey key(String text) {
      try {
        return PublicKeyEntry.parsePublicKeyEntry(text)
            .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING);
      } catch (IOException | GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Optional<TokenHolder> findByAccessToken(AccessToken token, String target) {
      throw new AssertionError("SSH knows no tokens");
    }
  }

  SshGateway gateway() {
    return gateway;
  }

  SshClient client() {
    return client;
  }

  void admitter(Admitter other) {
    admitter = other;
  }

  void credentials(CredentialSource other) {
    credentials = other;
  }

  void dialer(TargetDialer other) {
    dialer = other;
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

  void idle(Duration bound) {
    idle = Optional.of(bound);
  }

  void features(SshFeature... only) {
    features = Set.of(only);
  }

  void recordingDemand(Demand other) {
    demand = other;
  }

  Admission admit(SessionRequest request) {
    return new Admission.Admitted(
        ProofMint.mint(
            request, asConfigured.apply(target.asTarget(TARGET)), Instant.now().plusSeconds(60)),
        new Constraints(
            "everything",
            until,
            idle,
            new NamespaceScope.Every(),
            features,
            new RecordingTerms(demand, Durability.PROCESS, content)));
  }

  /** Connected and authenticated as Alice. */
  ClientSession connect() throws IOException {
    return connect(DESTINATION);
  }

  ClientSession connect(String userName) throws IOException {
    ClientSession session = dial(userName);
    session.addPublicKeyIdentity(aliceKey);
    session.auth().verify(PATIENCE);
    return session;
  }

  /** Connected, not authenticated. */
  ClientSession dial(String userName) throws IOException {
    return client
        .connect(userName, "127.0.0.1", gateway.port())
        .verify(PATIENCE)
        .getClientSession();
  }

  /** The person at a channel: what they read. */
  static final class Person {
    final ByteArrayOutputStream output = new ByteArrayOutputStream();
    final ByteArrayOutputStream error = new ByteArrayOutputStream();

    String output() {
      return output.toString(StandardCharsets.UTF_8);
    }

    String error() {
      return error.toString(StandardCharsets.UTF_8);
    }
  }

  static KeyPair key() {
    try {
      return KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static String openSshText(KeyPair key) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", null, text);
    } catch (GeneralSecurityException impossible) {
      throw new IOException(impossible);
    }
    return text.toString(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    client.close(true).await(PATIENCE);
    gateway.stop(Duration.ofSeconds(10));
    target.close();
  }
}
