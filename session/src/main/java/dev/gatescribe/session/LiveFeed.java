package dev.gatescribe.session;

import dev.gatescribe.session.event.TimedEvent;
import java.util.List;
import java.util.Optional;

/** What is being recorded right now. Port; implemented by the {@code recorder}. */
public interface LiveFeed {

  /** The recordings that this process is writing, newest first. */
  List<LiveRecording> recordings();

  /** One of them. */
  Optional<LiveRecording> recording(RecordingId id);

  /** A recording that is being written. */
  interface LiveRecording {

    SessionDescription description();

    /** Time since the start, in microseconds. */
    long elapsedMicros();

    /**
     * The events with a sequence number of at least {@code sequence} that are not yet in a stored
     * segment, oldest first. What is older is read from the object store. When much is pending,
     * these are only the oldest of them; whoever follows asks again from the next number on.
     */
    List<TimedEvent> pendingFrom(long sequence);
  }
}
