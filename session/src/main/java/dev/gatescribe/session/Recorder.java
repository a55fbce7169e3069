package dev.gatescribe.session;

/** Opens recordings. Port; implemented by the {@code recorder} module. */
public interface Recorder {

  /**
   * Opens the recording of an admitted session. When this returns, the session's opening is in the
   * journal.
   *
   * @throws RecordingException if nothing can be recorded now; the session must not begin
   */
  Recording open(SessionDescription description) throws RecordingException;
}
