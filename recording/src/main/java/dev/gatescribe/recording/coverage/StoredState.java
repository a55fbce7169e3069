package dev.gatescribe.recording.coverage;

import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;

/** What the object store has of a session. */
public enum StoredState {
  NOTHING("nothing of it is stored"),
  /** Segments, and no manifest. */
  UNFINISHED("it has no manifest, and no journal holds the rest of it"),
  SEALED(""),
  TRUNCATED(""),
  /** A manifest that cannot be one. */
  DAMAGED("its manifest is damaged");

  private final String problem;

  StoredState(String problem) {
    this.problem = problem;
  }

  /** What is wrong if nobody is recording the session any more; empty if nothing is. */
  public String problem() {
    return problem;
  }

  /**
   * Asks the store.
   *
   * @throws IOException if it cannot be asked; nothing is said then
   */
  public static StoredState of(ObjectStore store, RecordingId session) throws IOException {
    try {
      Manifest manifest = RecordingCatalog.sessions(store).manifest(session);
      if (manifest == null) {
        boolean nothing =
            store.children(ObjectNames.folder(RecordingKind.SESSION, session)).isEmpty();
        return nothing ? NOTHING : UNFINISHED;
      }
      return switch (manifest.state()) {
        case SEALED -> SEALED;
        case TRUNCATED -> TRUNCATED;
      };
    } catch (DamagedRecordingException damaged) {
      return DAMAGED;
    }
  }
}
