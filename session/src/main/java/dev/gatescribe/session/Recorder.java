package dev.gatescribe.session;

/** Opens recordings. Port; implemented by the {@code recorder} module. */
public interface Recorder {

  /**
   * Opens the recording of an admitted session. When this returns, the session's opening is as
   * durable as was asked. Waits, so it is for virtual threads.
   *
   * @param durability what every event of the recording survives once it is accepted
   * @throws RecordingException if nothing can be recorded now; the session must not begin
   */
  Recording open(SessionDescription description, Durability durability) throws RecordingException;
}
