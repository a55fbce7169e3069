package dev.gatescribe.gateway.ssh;

import dev.gatescribe.session.EndReason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/** The authenticated connection to a session's target. */
final class UpstreamConnection {
  private final ClientSession session;
  private final Duration timeout;
  private final WindowBudget windows;
  private final SocketBacklog backlog = new SocketBacklog();

  UpstreamConnection(ClientSession session, Duration timeout, WindowBudget windows) {
    this.session = session;
    this.timeout = timeout;
    this.windows = windows;
  }

  /** Tells once when the connection is lost, also if it already is, and what the target refuses. */
  void watch(Consumer<EndReason> onLost, Consumer<String> onTargetOpened) {
    AtomicReference<EndReason> reason = new AtomicReference<>(EndReason.TARGET_CLOSED);
    session.setAttribute(UpstreamConnectionService.REFUSALS, onTargetOpened);
    session.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionException(Session failing, Throwable problem) {
            if (ProtocolErrors.isProtocolError(problem)) {
              reason.set(EndReason.TARGET_PROTOCOL_ERROR);
            }
          }

          @Override
          public void sessionClosed(Session closed) {
            onLost.accept(reason.get());
          }
        });
    if (session.isClosing()) {
      onLost.accept(reason.get());
    }
  }

  void keepAlive(SshGatewaySettings settings, ScheduledExecutorService scheduler) {
    KeepAlive.start(
        session,
        backlog,
        settings.keepAliveInterval(),
        settings.keepAlivesUnansweredMax(),
        scheduler);
  }

  /**
   * Opens a channel whose messages go into a queue. Waits.
   *
   * @param onOverrun called when the target overruns the queue's bounds
   */
  UpstreamSshChannel openChannel(RelayQueue toClient, Runnable onOverrun) throws IOException {
    UpstreamSshChannel channel = new UpstreamSshChannel(toClient, backlog, windows, onOverrun);
    boolean open = false;
    try {
      session.getService(ConnectionService.class).registerChannel(channel);
      channel.open().verify(timeout);
      open = true;
      return channel;
    } catch (IllegalStateException closing) {
      throw new IOException("the connection to the target is closing", closing);
    } finally {
      if (!open) {
        channel.close(true);
      }
    }
  }

  void close() {
    session.close(true);
  }
}
