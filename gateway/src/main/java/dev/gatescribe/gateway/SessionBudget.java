package dev.gatescribe.gateway;

import dev.gatescribe.session.ByteSize;
import dev.gatescribe.session.ContentLimits;
import dev.gatescribe.session.RecordingException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * How much content may still be recorded of a session. When something does not fit any more,
 * nothing does: a session ends at its budget, and does not go on with smaller pieces.
 */
final class SessionBudget {
  /** Of a hundred; from here on a warning is worth it. */
  static final int WARN_AT_PERCENT = 90;

  private final long bytes;
  private final long warnAt;
  private final AtomicLong used = new AtomicLong();
  private final AtomicBoolean warned = new AtomicBoolean();
  private volatile boolean reached;
  private volatile Consumer<String> warn = _ -> {};

  SessionBudget(ContentLimits limits) {
    this.bytes = limits.budgetBytes();
    this.warnAt = bytes / 100 * WARN_AT_PERCENT;
  }

  /** Says whom to tell, once, when little is left. */
  void whenLittleIsLeft(Consumer<String> told) {
    warn = told;
  }

  /** Takes so much of the budget; false if that is more than is left. */
  boolean take(long length) {
    if (bytes == ContentLimits.UNLIMITED) {
      return true;
    }
    long now = used.addAndGet(length);
    if (reached || now > bytes) {
      reached = true;
      return false;
    }
    if (now >= warnAt && warned.compareAndSet(false, true)) {
      warn.accept(
          "%d%% of this session's budget of %s of recorded content are used; it ends when all is"
              .formatted(WARN_AT_PERCENT, ByteSize.text(bytes)));
    }
    return true;
  }

  RecordingException exhausted() {
    return RecordingException.budgetReached(
        "its budget of " + ByteSize.text(bytes) + " of recorded content is used up");
  }
}
