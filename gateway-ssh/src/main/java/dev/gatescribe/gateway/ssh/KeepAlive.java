package dev.gatescribe.gateway.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds peers that are gone without a word: asks {@code keepalive@openssh.com}, to which any answer
 * is an answer. A peer that does not answer because it takes its bytes slowly is alive as long as
 * it takes some.
 */
final class KeepAlive {
  private static final Logger LOG = LoggerFactory.getLogger(KeepAlive.class);
  private static final String REQUEST = "keepalive@openssh.com";

  private final Session session;
  private final SocketBacklog backlog;
  private final int unansweredMax;
  private final AtomicInteger unanswered = new AtomicInteger();
  private long progress;

  private KeepAlive(Session session, SocketBacklog backlog, int unansweredMax) {
    this.session = session;
    this.backlog = backlog;
    this.unansweredMax = unansweredMax;
  }

  /** Starts asking; stops when the session is closed. */
  static void start(
      Session session,
      SocketBacklog backlog,
      Duration interval,
      int unansweredMax,
      ScheduledExecutorService scheduler) {
    KeepAlive keepAlive = new KeepAlive(session, backlog, unansweredMax);
    long millis = interval.toMillis();
    ScheduledFuture<?> asking =
        scheduler.scheduleWithFixedDelay(keepAlive::ask, millis, millis, TimeUnit.MILLISECONDS);
    session.addCloseFutureListener(_ -> asking.cancel(false));
  }

  private void ask() {
    long before = progress;
    progress = backlog.progress();
    if (session.isClosing() || session.getKexState() != KexState.DONE) {
      return;
    }
    if (unanswered.get() >= unansweredMax) {
      if (progress != before) {
        return;
      }
      LOG.info("a peer is gone: {} keepalives without an answer", unanswered);
      session.close(true);
      return;
    }
    try {
      Buffer buffer =
          session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, REQUEST.length() + 16);
      buffer.putString(REQUEST);
      buffer.putBoolean(true);
      unanswered.incrementAndGet();
      session.request(buffer, REQUEST, (_, _) -> unanswered.set(0));
    } catch (IOException failure) {
      LOG.debug("a keepalive could not be sent", failure);
      session.close(true);
    }
  }
}
