package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.ReachedTarget;
import dev.gatescribe.gateway.RecordedSession;
import dev.gatescribe.gateway.UpstreamException;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RedeemedProof;
import dev.gatescribe.session.UpstreamCredential;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.client.session.ClientUserAuthServiceFactory;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * Opens upstream connections: one for each redeemed proof, to a host that shows a pinned key, with
 * the credential of the target and nothing else; no agent, no files of the user who runs the
 * gateway.
 */
final class UpstreamConnector {
  private final SshClient client;
  private final Duration timeout;
  private final WindowBudget windows;

  UpstreamConnector(Duration timeout, WindowBudget windows) {
    this.timeout = timeout;
    this.windows = windows;
    this.client = ClientBuilder.builder().build(true);
    TransportSettings.apply(client);
    CoreModuleProperties.CLIENT_IDENTIFICATION.set(client, SshGateway.IDENTIFICATION);
    client.setKeyExchangeFactories(AlgorithmOffers.upstreamKeyExchanges());
    client.setCipherFactories(AlgorithmOffers.upstreamCiphers());
    client.setUserAuthFactories(
        List.of(
            UserAuthPublicKeyFactory.INSTANCE,
            UserAuthPasswordFactory.INSTANCE,
            UserAuthKeyboardInteractiveFactory.INSTANCE));
    client.setServerKeyVerifier(HostKeyPins.VERIFIER);
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setFilePasswordProvider(FilePasswordProvider.EMPTY);
    client.setServiceFactories(
        List.of(ClientUserAuthServiceFactory.INSTANCE, new UpstreamConnectionService.Factory()));
    // A target may announce its other host keys or ask whether we live; nothing it asks is done.
    client.setGlobalRequestHandlers(List.of((_, _, _, _) -> RequestHandler.Result.ReplyFailure));
    client.addSessionListener(new PinnedAlgorithms());
  }

  void start() {
    client.start();
  }

  void stop() {
    client.close(true);
  }

  /**
   * Connects and authenticates. Waits.
   *
   * @param recorded is told of the connection before keys are exchanged
   * @throws UpstreamException if it does not come to an authenticated connection
   * @throws RecordingException if the connection cannot be recorded
   */
  UpstreamConnection connect(RecordedSession recorded, ReachedTarget reached)
      throws UpstreamException, RecordingException, InterruptedException {
    RedeemedProof proof = reached.proof();
    String target = proof.target().name();
    HostKeyPins pins;
    try {
      pins = HostKeyPins.of(proof.target());
    } catch (IOException problem) {
      throw new UpstreamException(
          EndReason.TARGET_HOST_KEY_MISMATCH,
          "a host key pinned for target " + target + " cannot be read",
          problem);
    }
    ClientSession session = open(proof, reached.address(), pins);
    boolean done = false;
    try {
      recorded.onTargetConnected(
          (InetSocketAddress) session.getIoSession().getLocalAddress(),
          (InetSocketAddress) session.getIoSession().getRemoteAddress());
      exchangeKeys(session, target, pins);
      authenticate(session, target, reached.credential());
      done = true;
      return new UpstreamConnection(session, timeout, windows);
    } finally {
      if (!done) {
        session.close(true);
      }
    }
  }

  private ClientSession open(RedeemedProof proof, InetSocketAddress address, HostKeyPins pins)
      throws UpstreamException {
    try {
      // By number, so that the name is not resolved a second time to something else.
      InetAddress number = InetAddress.getByAddress(address.getAddress().getAddress());
      return client
          .connect(
              proof.login(),
              new InetSocketAddress(number, address.getPort()),
              AttributeRepository.ofKeyValuePair(HostKeyPins.KEY, pins),
              null)
          .verify(timeout)
          .getClientSession();
    } catch (IOException problem) {
      throw new UpstreamException(
          EndReason.TARGET_UNREACHABLE,
          "target " + proof.target().name() + " cannot be reached",
          problem);
    }
  }

  private void exchangeKeys(ClientSession session, String target, HostKeyPins pins)
      throws UpstreamException {
    Set<ClientSessionEvent> events =
        session.waitFor(
            EnumSet.of(ClientSessionEvent.WAIT_AUTH, ClientSessionEvent.CLOSED), timeout);
    if (pins.refusedFingerprint().isPresent()) {
      throw new UpstreamException(
          EndReason.TARGET_HOST_KEY_MISMATCH,
          "target "
              + target
              + " shows the host key "
              + pins.refusedFingerprint().get()
              + ", which is not pinned for it");
    }
    if (!events.contains(ClientSessionEvent.WAIT_AUTH)) {
      throw new UpstreamException(
          EndReason.TARGET_PROTOCOL_ERROR, "no keys could be agreed on with target " + target);
    }
  }

  private void authenticate(ClientSession session, String target, UpstreamCredential credential)
      throws UpstreamException {
    try {
      switch (credential) {
        case UpstreamCredential.PrivateKey(String text) -> {
          for (KeyPair key : readKeys(target, text)) {
            session.addPublicKeyIdentity(key);
          }
        }
        case UpstreamCredential.Password(String text) -> {
          session.addPasswordIdentity(text);
        }
        case UpstreamCredential.ClientCertificate _, UpstreamCredential.BearerToken _ ->
            throw new UpstreamException(
                EndReason.TARGET_AUTHENTICATION_FAILED,
                "the credential of target " + target + " is of no kind that SSH knows");
      }
      session.auth().verify(timeout);
    } catch (IOException | GeneralSecurityException problem) {
      throw new UpstreamException(
          EndReason.TARGET_AUTHENTICATION_FAILED,
          "target " + target + " did not accept the gateway's credential",
          problem);
    }
  }

  private static Iterable<KeyPair> readKeys(String target, String text)
      throws IOException, GeneralSecurityException {
    Iterable<KeyPair> keys =
        SecurityUtils.loadKeyPairIdentities(
            null,
            NamedResource.ofName("the credential of target " + target),
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
            FilePasswordProvider.EMPTY);
    if (keys == null || !keys.iterator().hasNext()) {
      throw new IOException("the credential of target " + target + " holds no private key");
    }
    return keys;
  }

  /** Before the first packet, puts the algorithms of pinned host keys first. */
  private static final class PinnedAlgorithms implements SessionListener {
    @Override
    public void sessionCreated(Session session) {
      if (session instanceof ClientSession upstream) {
        HostKeyPins pins = upstream.getConnectionContext().getAttribute(HostKeyPins.KEY);
        if (pins != null) {
          session.setSignatureFactories(pins.ordered(AlgorithmOffers.signatures()));
        }
      }
    }
  }
}
