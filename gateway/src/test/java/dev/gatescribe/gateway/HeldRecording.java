package dev.gatescribe.gateway;

import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Accepts an event when a test says so. */
final class HeldRecording implements Recording {
  private final RecordingId id = RecordingId.create(Instant.EPOCH);
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final Map<Event, CompletableFuture<Void>> held = new ConcurrentHashMap<>();
  private final List<EndReason> ends = new CopyOnWriteArrayList<>();
  private volatile @Nullable RecordingException failure;
  private final CompletableFuture<RecordingException> breakage = new CompletableFuture<>();
  private volatile boolean broken;

  List<Event> events() {
    return events;
  }

  /** Every call of {@code end}. */
  List<EndReason> ends() {
    return ends;
  }

  void awaitEvents(int count) {
    await().atMost(Duration.ofSeconds(10)).until(() -> events.size() == count);
  }

  void release(Event event) {
    held.get(event).complete(null);
  }

  /** Nothing that is held or comes is kept any more. */
  void fail(String message) {
    RecordingException why = new RecordingException(message);
    failure = why;
    held.values().forEach(later -> later.completeExceptionally(why));
  }

  /** From now on throws what no port may throw. */
  void breakDown() {
    broken = true;
  }

  /** Nothing that comes is kept any more, and whoever watches is told. */
  void breakWith(RecordingException why) {
    failure = why;
    breakage.complete(why);
  }

  @Override
  public CompletableFuture<RecordingException> broken() {
    return breakage;
  }

  @Override
  public RecordingId id() {
    return id;
  }

  @Override
  public CompletableFuture<Void> append(Event event) {
    if (broken) {
      throw new IllegalStateException("a bug of the recorder");
    }
    RecordingException why = failure;
    if (why != null) {
      return CompletableFuture.failedFuture(why);
    }
    events.add(event);
    return held.computeIfAbsent(event, _ -> new CompletableFuture<>());
  }

  @Override
  public void end(EndReason reason, String detail) {
    ends.add(reason);
  }
}
