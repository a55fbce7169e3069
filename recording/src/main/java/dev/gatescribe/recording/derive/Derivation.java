package dev.gatescribe.recording.derive;

import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.util.List;

/**
 * Something that is made from sealed recordings, and can be made again from them: a search index,
 * key frames. The recordings stay the truth.
 *
 * <p>Used by several threads, but for one recording by one at a time.
 */
public interface Derivation {

  /** What it makes, for logs and metrics; lower-case letters and dashes. */
  String name();

  /**
   * Makes it for one recording that has a manifest. Made again it changes nothing.
   *
   * @throws dev.gatescribe.recording.read.DamagedRecordingException if the recording is not what
   *     was written; trying again cannot help
   * @throws IOException if something that is needed cannot be reached now
   */
  void derive(RecordingId id) throws IOException;

  /**
   * Those of these recordings for which it was not made yet, in the same order.
   *
   * @throws IOException if that cannot be found out now
   */
  List<RecordingId> missing(List<RecordingId> recordings) throws IOException;

  /**
   * Removes everything that was made of a recording, because the recording is being deleted. Done
   * again it changes nothing.
   *
   * @throws IOException if that cannot be done now; the deletion is not finished then
   */
  default void forget(RecordingId id) throws IOException {}
}
