package dev.gatescribe.session.event;

import java.util.Objects;

/**
 * An event with its place in the recording.
 *
 * @param sequence number in the recording, from 0, without gaps
 * @param offsetMicros monotonic time since the recording was opened, in microseconds
 */
public record TimedEvent(long sequence, long offsetMicros, Event event) {
  public TimedEvent {
    Objects.requireNonNull(event, "event");
  }
}
