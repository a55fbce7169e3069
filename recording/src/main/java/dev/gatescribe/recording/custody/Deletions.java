package dev.gatescribe.recording.custody;

import dev.gatescribe.recording.format.CustodyCodec;
import dev.gatescribe.recording.format.CustodyCodec.SignedDeletion;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.store.UnreadableObjectException;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** What says of recordings that they were deleted on purpose. */
public final class Deletions {
  private Deletions() {}

  /**
   * What says it of this recording. What does not name this recording, or is not signed, says
   * nothing.
   *
   * @throws IOException if the store cannot be read
   */
  public static Optional<SignedDeletion> find(ObjectStore store, RecordingKind kind, RecordingId id)
      throws IOException {
    try {
      SignedDeletion signed =
          CustodyCodec.decodeDeletion(
              store.get(ObjectNames.deletion(kind, id), CustodyCodec.MAX_BYTES));
      return signed.deletion().id().equals(id) && signed.deletion().kind() == kind
          ? Optional.of(signed)
          : Optional.empty();
    } catch (NoSuchFileException | UnreadableObjectException | FormatException e) {
      return Optional.empty();
    }
  }
}
