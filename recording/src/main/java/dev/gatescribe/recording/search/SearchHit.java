package dev.gatescribe.recording.search;

import dev.gatescribe.recording.text.TextKind;
import dev.gatescribe.session.SessionDescription;

/**
 * A place where the phrase was found.
 *
 * @param stream 0 where there is none
 * @param offsetMicros when it was there
 * @param sequence of the event that brought it
 * @param before text in front of it, on the same line
 * @param found the phrase as it stands there
 * @param after text behind it, on the same line
 */
public record SearchHit(
    SessionDescription session,
    TextKind kind,
    int stream,
    long offsetMicros,
    long sequence,
    String before,
    String found,
    String after) {

  /** Shows nothing of the text: it is content of a session. */
  @Override
  public String toString() {
    return "SearchHit[" + session.id() + ", " + kind.code() + "]";
  }
}
