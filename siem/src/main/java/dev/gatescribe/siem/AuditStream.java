package dev.gatescribe.siem;

import dev.gatescribe.siem.AuditTail.Batch;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One destination, served by a thread of its own: it reads the audit log where it had stopped,
 * hands over, and remembers the place. A destination that is away keeps back nobody but itself;
 * what it misses stays in the audit log.
 */
final class AuditStream {
  /** What is waited between attempts, at first and at most. */
  record Pace(Duration retry, Duration longestRetry, Duration look, Duration patience) {
    /**
     * Sessions do not wait for streams, so there is no hurry. A recording of the audit log that
     * nobody writes is finished by recovery within seconds; a quarter of an hour later it will not
     * be any more.
     */
    static final Pace DEFAULT =
        new Pace(
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofMinutes(15));
  }

  private static final System.Logger LOGGER = System.getLogger(AuditStream.class.getName());

  private final String name;
  private final AuditTail tail;
  private final AuditSink sink;
  private final PositionFile file;
  private final Pace pace;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean news;
  private boolean closing;

  /** Whether what is being read was looked for after it was known that it is time to end. */
  private boolean lastLook;

  private final LongAdder delivered = new LongAdder();
  private final LongAdder skips = new LongAdder();
  private volatile String problem = "";

  /** What the file says; null before the first. */
  private @Nullable AuditPosition remembered;

  /** Since when the same place is waited for; 0 while none is. */
  private long waitingSince;

  AuditStream(String name, AuditTail tail, AuditSink sink, PositionFile file, Pace pace) {
    this.name = name;
    this.tail = tail;
    this.sink = sink;
    this.file = file;
    this.pace = pace;
    this.thread = Thread.ofPlatform().name("audit-stream-" + name).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  String name() {
    return name;
  }

  /** How many events were handed over since the start. */
  long delivered() {
    return delivered.sum();
  }

  /** How often a part of the audit log was left out because it cannot be read. */
  long skips() {
    return skips.sum();
  }

  /** Why it is behind, in one line; empty if it is not. */
  String problem() {
    return problem;
  }

  /** There may be something new. */
  void wake() {
    lock.lock();
    try {
      news = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Hands over what is there, for so long at most, and ends. */
  void close(Duration grace) {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(grace)) {
        thread.interrupt();
        sink.close();
        thread.join(grace);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sink.close();
    }
  }

  private void run() {
    Duration retry = pace.retry();
    AuditPosition place = null;
    try {
      while (true) {
        try {
          place = place == null ? firstPlace() : place;
          AuditPosition next = step(place);
          boolean nothing = next.equals(place) && next.equals(remembered);
          // Before it is remembered: what was handed over is not sent again for want of disk.
          place = next;
          remember(place);
          retry = pace.retry();
          cleared();
          if (nothing && !awaitNews(pace.look())) {
            return;
          }
        } catch (IOException | RuntimeException e) {
          troubled(e);
          if (!awaitRetry(retry)) {
            return;
          }
          retry = Duration.ofMillis(Math.min(retry.toMillis() * 2, pace.longestRetry().toMillis()));
        }
      }
    } catch (InterruptedException e) {
      LOGGER.log(Level.INFO, "auditStream={0} ends before all is handed over", name);
    }
  }

  private AuditPosition firstPlace() throws IOException {
    Optional<AuditPosition> known = file.read();
    remembered = known.orElse(null);
    return known.orElseGet(tail::beginningOfCurrent);
  }

  private AuditPosition step(AuditPosition place) throws IOException, InterruptedException {
    Batch batch = tail.read(place);
    if (!batch.skipped().isEmpty()) {
      skipped(batch.skipped());
    }
    if (!batch.entries().isEmpty()) {
      sink.deliver(batch.entries());
      delivered.add(batch.entries().size());
    }
    return waitedTooLong(batch) ? beyond(batch) : batch.next();
  }

  private void remember(AuditPosition place) throws IOException {
    if (!place.equals(remembered)) {
      try {
        file.write(place);
      } catch (IOException e) {
        throw new IOException("its place cannot be remembered: " + e.getMessage(), e);
      }
      remembered = place;
    }
  }

  private boolean waitedTooLong(Batch batch) {
    if (batch.beyond() == null) {
      waitingSince = 0;
      return false;
    }
    long now = System.nanoTime();
    waitingSince = waitingSince == 0 ? now : waitingSince;
    return now - waitingSince >= pace.patience().toNanos();
  }

  private AuditPosition beyond(Batch batch) {
    AuditPosition beyond = Objects.requireNonNull(batch.beyond());
    waitingSince = 0;
    skipped(batch.next().recording() + ": nobody finished it, or it was deleted");
    return beyond;
  }

  private void skipped(String what) {
    skips.increment();
    LOGGER.log(Level.ERROR, "auditStream={0} leaves out a part of the audit log: {1}", name, what);
  }

  private void troubled(Exception cause) {
    if (problem.isEmpty()) {
      LOGGER.log(
          Level.WARNING, "auditStream={0} is behind, and tries again: {1}", name, told(cause));
    }
    problem = told(cause);
  }

  private void cleared() {
    if (!problem.isEmpty()) {
      LOGGER.log(Level.INFO, "auditStream={0} goes on", name);
      problem = "";
    }
  }

  private static String told(Exception cause) {
    @Nullable String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /**
   * Whether to go on: false when it is time to end. What was written before that was known may have
   * come after the last look, so there is one look more.
   */
  private boolean awaitNews(Duration most) throws InterruptedException {
    lock.lock();
    try {
      long nanos = most.toNanos();
      while (!news && !closing && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      boolean goOn = news || !closing || !lastLook;
      lastLook = closing;
      news = false;
      return goOn;
    } finally {
      lock.unlock();
    }
  }

  /** Whether to go on: false when it is time to end, for nobody waits for one who is away. */
  private boolean awaitRetry(Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long nanos = wait.toNanos();
      while (!closing && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return !closing;
    } finally {
      lock.unlock();
    }
  }
}
