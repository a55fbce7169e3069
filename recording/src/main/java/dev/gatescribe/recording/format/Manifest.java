package dev.gatescribe.recording.format;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What seals a recording: lists its segments, says what they are of, and is signed. Written last.
 *
 * @param session what the session was; null for the audit log
 * @param endedAt wall clock at the end; for a truncated recording when its last event happened
 * @param durationMicros monotonic time from the opening to the last event
 * @param endReason code of an {@code EndReason}
 * @param clockDriftMicros how far the wall clock moved against the monotonic clock meanwhile; 0 for
 *     a truncated recording, where it is not known
 * @param software name and version of what wrote the recording
 * @param plainBytes length of all events before compression
 */
public record Manifest(
    RecordingKind kind,
    RecordingId id,
    State state,
    long epoch,
    @Nullable SessionDescription session,
    Instant startedAt,
    Instant endedAt,
    long durationMicros,
    String endReason,
    String endDetail,
    String clockSource,
    long clockDriftMicros,
    String software,
    long events,
    long plainBytes,
    List<Segment> segments) {

  public Manifest {
    segments = List.copyOf(segments);
  }

  /** How the writing ended. */
  public enum State {
    /** By the end of the session. */
    SEALED("sealed"),
    /** By the loss of the gateway; everything that it had accepted is there. */
    TRUNCATED("truncated");

    private final String code;

    State(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  /**
   * One segment as it is stored.
   *
   * @param bytes length of the stored object
   * @param sha256 of the stored object, lower-case hexadecimal
   */
  public record Segment(
      int number,
      String name,
      long bytes,
      String sha256,
      int events,
      long firstSequence,
      long firstOffsetMicros,
      long lastOffsetMicros) {}

  /** Length of all segments as stored, in bytes. */
  public long storedBytes() {
    return segments.stream().mapToLong(Segment::bytes).sum();
  }
}
