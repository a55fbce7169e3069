package dev.gatescribe.session;

import dev.gatescribe.session.event.Event;
import java.util.concurrent.CompletableFuture;

/**
 * A recording being written. Every unit of a session is appended here before it is forwarded; there
 * is no other way in.
 *
 * <p>May be used by several threads; events get their order and their time when they are appended.
 */
public interface Recording {

  RecordingId id();

  /**
   * Appends an event. The future completes when the durability that was asked for holds; only then
   * may the unit be forwarded. With {@link Durability#PROCESS} it is complete on return, as long as
   * there is room; with others, a flush later. It fails with a {@link RecordingException} when the
   * promise cannot be kept, and so does every later one.
   *
   * <p>Never waits, so it may be called on an event loop. The bytes of the event are copied before
   * this returns. When the recorder is behind, the future is done later, and whoever appends has to
   * stop reading until it is: that is how a slow recorder stops reads. What is appended
   * nevertheless is kept, in order, up to a limit, and beyond it the recording fails.
   */
  CompletableFuture<Void> append(Event event);

  /**
   * Done with the reason when the recording takes no more events before its end, also if nobody
   * tries: a session in which nothing happens has to end too. Never fails; done for few recordings.
   * What depends on it must not wait.
   */
  CompletableFuture<RecordingException> broken();

  /**
   * Appends the end of the session, after everything that was appended before, and hands the
   * recording over to be sealed. Later appends fail; a second call does nothing.
   *
   * @param detail one line for people; empty if the reason says it all
   */
  void end(EndReason reason, String detail);
}
