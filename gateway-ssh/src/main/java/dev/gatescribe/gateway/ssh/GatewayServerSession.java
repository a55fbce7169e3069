package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.ssh.AlgorithmOffers.CipherOffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The transport towards a client (RFC 4253), which decides what ciphers it offers by what the
 * client says of itself.
 *
 * <pre>
 *   identification ──OpenSSH, PuTTY──→ offer AES-GCM at once
 *        └──others──→ Held ──client's KEXINIT──→ offer with ChaCha20 if it has strict key exchange
 *                       └──client waits──→ offer without
 * </pre>
 *
 * <p>Only the client's own KEXINIT says whether it has strict key exchange, and without that
 * ChaCha20 can be attacked (CVE-2023-48795), so for clients that are offered more, the gateway's
 * offer waits for theirs.
 */
final class GatewayServerSession extends ServerSessionImpl {
  private static final String STRICT_KEX_CLIENT = "kex-strict-c-v00@openssh.com";

  /** A client may wait for our KEXINIT before it sends its own; few do, and they wait this long. */
  private static final long HOLD_MILLIS = 2_000;

  private final boolean wideForAll;
  private boolean offered;
  private @Nullable ClientConnection client;

  private GatewayServerSession(ServerFactoryManager server, IoSession ioSession, boolean wideForAll)
      throws Exception {
    super(server, ioSession);
    this.wideForAll = wideForAll;
  }

  void attach(ClientConnection connection) {
    client = connection;
  }

  @Override
  public void start() throws Exception {
    // A connection over the limit was closed before it began.
    if (!isClosing()) {
      super.start();
    }
  }

  @Override
  protected byte[] sendKexInit() throws Exception {
    if (!offered) {
      if (wideForAll || !CipherOffer.prefersFast(getClientVersion())) {
        var _ =
            getFactoryManager()
                .getScheduledExecutorService()
                .schedule(this::offerWithoutWaiting, HOLD_MILLIS, TimeUnit.MILLISECONDS);
        return new byte[0];
      }
      offered = true;
      setCipherFactories(CipherOffer.FAST.ciphers());
    }
    return super.sendKexInit();
  }

  @Override
  protected void receiveKexInit(Map<KexProposalOption, String> proposal, byte[] seed)
      throws IOException {
    super.receiveKexInit(proposal, seed);
    boolean strict =
        Arrays.asList(proposal.getOrDefault(KexProposalOption.ALGORITHMS, "").split(",", -1))
            .contains(STRICT_KEX_CLIENT);
    offer(strict ? CipherOffer.WIDE_WITH_CHACHA20 : CipherOffer.WIDE);
  }

  @Override
  protected void handleMessage(Buffer buffer) throws Exception {
    if (client != null
        && !isAuthenticated()
        && buffer.rawByte(buffer.rpos()) == SshConstants.SSH_MSG_USERAUTH_REQUEST) {
      client.onAuthenticationRequest();
    }
    super.handleMessage(buffer);
  }

  private void offerWithoutWaiting() {
    if (isClosing()) {
      return;
    }
    try {
      offer(CipherOffer.WIDE);
    } catch (IOException failure) {
      exceptionCaught(failure);
    }
  }

  /** The first offer counts; whether the client or the clock brought it is decided here. */
  private void offer(CipherOffer offer) throws IOException {
    synchronized (kexState) {
      if (offered) {
        return;
      }
      offered = true;
      setCipherFactories(offer.ciphers());
      try {
        super.sendKexInit();
      } catch (IOException failure) {
        throw failure;
      } catch (Exception failure) {
        throw new IOException("the key exchange could not be begun", failure);
      }
    }
  }

  /** Makes one for each connection. */
  static final class Factory extends SessionFactory {
    private final boolean wideForAll;

    Factory(ServerFactoryManager server, boolean wideForAll) {
      super(server);
      this.wideForAll = wideForAll;
    }

    @Override
    protected ServerSessionImpl doCreateSession(IoSession ioSession) throws Exception {
      return new GatewayServerSession(getServer(), ioSession, wideForAll);
    }
  }
}
