package dev.gatescribe.recorder.retention;

import dev.gatescribe.recording.custody.HoldLedger;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a policy would delete, without deleting anything. */
public final class RetentionPlan {
  private static final int PAGE = 500;

  private final ObjectStore store;
  private final RetentionPolicy policy;

  public RetentionPlan(ObjectStore store, RetentionPolicy policy) {
    this.store = store;
    this.policy = policy;
  }

  /**
   * Assesses every recording of a kind that has a manifest, newest first.
   *
   * @throws IOException if the store cannot be read
   */
  public void forEach(RecordingKind kind, Instant now, Consumer<Assessment> consumer)
      throws IOException {
    RecordingCatalog catalog = new RecordingCatalog(store, kind);
    HoldLedger ledger = new HoldLedger(store, null);
    @Nullable RecordingId before = null;
    List<RecordingId> page = catalog.ids(PAGE, before);
    while (!page.isEmpty()) {
      for (RecordingId id : page) {
        Assessment.of(catalog, kind, id, policy, ledger, now).ifPresent(consumer);
      }
      page = catalog.ids(PAGE, page.getLast());
    }
  }
}
