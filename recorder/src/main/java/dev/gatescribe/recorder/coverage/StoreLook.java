package dev.gatescribe.recorder.coverage;

import dev.gatescribe.recording.coverage.StoredState;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks the store about sessions, several at a time. */
final class StoreLook {
  /** A bucket takes some ten milliseconds for an answer; a start may have to ask 100,000 times. */
  private static final int AT_A_TIME = 8;

  private static final int PAGE = 1_000;

  private final ObjectStore store;

  StoreLook(ObjectStore store) {
    this.store = store;
  }

  /**
   * What the store has of each.
   *
   * @throws IOException if the store cannot be asked about one; nothing is said of any
   */
  Map<RecordingId, StoredState> states(List<RecordingId> sessions)
      throws IOException, InterruptedException {
    Map<RecordingId, StoredState> states = new ConcurrentHashMap<>();
    if (sessions.isEmpty()) {
      return states;
    }
    ExecutorService askers =
        Executors.newFixedThreadPool(
            Math.min(AT_A_TIME, sessions.size()),
            Thread.ofVirtual().name("coverage-asker-", 0).factory());
    try {
      List<Future<Void>> asked =
          sessions.stream()
              .map(session ->
                  askers.<Void>submit(() -> {
                    states.put(session, StoredState.of(store, session));
                    return null;
                  }))
              .toList();
      for (Future<Void> answer : asked) {
        answer.get();
      }
      return states;
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof IOException problem
          ? problem
          : new IOException("the store could not be asked about a session", failure.getCause());
    } finally {
      askers.shutdownNow();
    }
  }

  /** All sessions since then of which anything is stored. */
  Set<RecordingId> stored(Instant from) throws IOException {
    RecordingCatalog catalog = new RecordingCatalog(store, RecordingKind.SESSION);
    Set<RecordingId> stored = new HashSet<>();
    RecordingId before = null;
    List<RecordingId> page;
    do {
      page = catalog.ids(PAGE, before);
      for (RecordingId id : page) {
        if (id.createdAt().isBefore(from)) {
          return stored;
        }
        stored.add(id);
        before = id;
      }
    } while (page.size() == PAGE);
    return stored;
  }
}
