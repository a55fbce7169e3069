package dev.gatescribe.server;

import dev.gatescribe.recording.store.LaterVersion;
import dev.gatescribe.recording.store.ObjectConflictException;
import dev.gatescribe.recording.store.ObjectLock;
import dev.gatescribe.recording.store.ObjectLockedException;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.store.UnreadableObjectException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The object store, and whether it could be used when it was used last. A store that cannot be
 * reached stops neither the start nor a session, since the journal keeps what is to be stored; so
 * it must be seen.
 */
final class WatchedStore implements ObjectStore {
  private static final Logger LOG = System.getLogger(WatchedStore.class.getName());

  /** While reading fails nobody may be reading, so it is tried from here. */
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(10);

  private final ObjectStore store;
  private final String location;
  private final Probe probe;
  // Apart, because the right to read and the right to put are two.
  private final AtomicReference<@Nullable String> putProblem = new AtomicReference<>();
  private final AtomicReference<@Nullable String> readProblem = new AtomicReference<>();
  private final ScheduledExecutorService prober =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("store-probe").factory());

  /** Asks a store whether it can be used. */
  @FunctionalInterface
  interface Probe {
    void ask() throws IOException;
  }

  WatchedStore(ObjectStore store, String location, Probe probe) {
    this.store = store;
    this.location = location;
    this.probe = probe;
    prober.execute(this::ask);
    ScheduledFuture<?> _ =
        prober.scheduleWithFixedDelay(
            this::askAgain,
            PROBE_INTERVAL.toMillis(),
            PROBE_INTERVAL.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** For people: where the recordings are. */
  String location() {
    return location;
  }

  /** Why it cannot be used; empty if it can. */
  Optional<String> problem() {
    String problem = putProblem.get();
    return Optional.ofNullable(problem != null ? problem : readProblem.get());
  }

  void close() {
    prober.shutdownNow();
  }

  private void askAgain() {
    if (readProblem.get() != null) {
      ask();
    }
  }

  private void ask() {
    try {
      watch(
          readProblem,
          () -> {
            probe.ask();
            return true;
          });
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "the object store was asked in vain", e); // Noted; a timer must not end.
    }
  }

  @Override
  public void put(String name, byte[] bytes) throws IOException {
    watch(
        putProblem,
        () -> {
          store.put(name, bytes);
          return true;
        });
  }

  @Override
  public byte[] get(String name, int maxBytes) throws IOException {
    return watch(readProblem, () -> store.get(name, maxBytes));
  }

  @Override
  public List<String> children(String folder) throws IOException {
    return watch(readProblem, () -> store.children(folder));
  }

  @Override
  public void delete(String name) throws IOException {
    watch(
        putProblem,
        () -> {
          store.delete(name);
          return true;
        });
  }

  @Override
  public ObjectLock lock(String name) throws IOException {
    return watch(readProblem, () -> store.lock(name));
  }

  @Override
  public boolean setLegalHold(String name, boolean on) throws IOException {
    return watch(putProblem, () -> store.setLegalHold(name, on));
  }

  @Override
  public List<LaterVersion> laterVersions(String folder) throws IOException {
    return watch(readProblem, () -> store.laterVersions(folder));
  }

  private interface Call<T> {
    T make() throws IOException;
  }

  private <T> T watch(AtomicReference<@Nullable String> problem, Call<T> call) throws IOException {
    try {
      T answer = call.make();
      note(problem, null);
      return answer;
    } catch (NoSuchFileException
        | ObjectConflictException
        | ObjectLockedException
        | UnreadableObjectException e) {
      note(problem, null); // An answer of a store that works.
      throw e;
    } catch (IOException e) {
      note(problem, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private void note(AtomicReference<@Nullable String> problem, @Nullable String now) {
    String before = problem.getAndSet(now);
    if (before == null && now != null) {
      LOG.log(
          Level.WARNING,
          "the object store cannot be used: {0}. Recordings stay in the journal until it can",
          now);
    } else if (before != null && now == null) {
      LOG.log(Level.INFO, "the object store {0} can be used again", location);
    }
  }
}
