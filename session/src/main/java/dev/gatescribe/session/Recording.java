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
   * may the unit be forwarded. With durability {@code process} it is complete on return. It fails
   * with a {@link RecordingException} when the promise cannot be kept, and so does every later one.
   *
   * <p>The bytes of the event are copied before this returns. May wait when the recorder is behind:
   * that is how a slow recorder stops reads, so it is called where waiting is allowed.
   */
  CompletableFuture<Void> append(Event event);

  /**
   * Appends the end of the session and hands the recording over to be sealed. Later appends fail; a
   * second call does nothing.
   *
   * @param detail one line for people; empty if the reason says it all
   */
  void end(EndReason reason, String detail);
}
