package dev.gatescribe.recorder.coverage;

import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.util.Map;

/** What the journal knows of recordings that are not sealed. */
public interface JournalledSessions {

  /** All that were begun and are not sealed, also by an earlier process. */
  Map<RecordingId, RecordingKind> unsealed() throws IOException;

  /** Whether the session goes on in this process. */
  boolean isRecording(RecordingId session);
}
