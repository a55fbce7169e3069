package dev.gatescribe.recorder;

import dev.gatescribe.recording.format.SegmentHeader;
import dev.gatescribe.session.Durability;
import java.time.Duration;

/**
 * When a segment ends.
 *
 * @param segmentMaxBytes a segment takes no further event when its events have this length before
 *     compression
 * @param segmentMaxAge a segment that has events is stored after this time; a quiet session has no
 *     segment and costs nothing
 * @param firstSegmentMaxAge the same for a recording's first segment: how long a session can live
 *     before the object store knows of it
 * @param auditDurability what an event of the audit log survives
 * @param software name and version that manifests name
 */
public record RecorderSettings(
    int segmentMaxBytes,
    Duration segmentMaxAge,
    Duration firstSegmentMaxAge,
    Durability auditDurability,
    String software) {

  /** Small enough to read at once when somebody seeks, large enough to compress well. */
  public static final int DEFAULT_SEGMENT_MAX_BYTES = 4 * 1024 * 1024;

  /**
   * How much of a live session is nowhere but on this machine. Older segments are smaller for what
   * they hold, but a gateway that is lost with its disk takes more with it.
   */
  public static final Duration DEFAULT_SEGMENT_MAX_AGE = Duration.ofSeconds(60);

  public static final Duration DEFAULT_FIRST_SEGMENT_MAX_AGE = Duration.ofSeconds(1);

  /** What a segment may be set to at most: an event that begins below it must still fit. */
  static final int LARGEST_SEGMENT_MAX_BYTES = SegmentHeader.PLAIN_MAX_BYTES / 2;

  public RecorderSettings {
    if (segmentMaxBytes < 1 || segmentMaxBytes > LARGEST_SEGMENT_MAX_BYTES) {
      throw new IllegalArgumentException(
          "a segment has between 1 and " + LARGEST_SEGMENT_MAX_BYTES + " bytes");
    }
  }

  public static RecorderSettings defaults(Durability auditDurability, String software) {
    return new RecorderSettings(
        DEFAULT_SEGMENT_MAX_BYTES,
        DEFAULT_SEGMENT_MAX_AGE,
        DEFAULT_FIRST_SEGMENT_MAX_AGE,
        auditDurability,
        software);
  }

  /** The same, but for the age at which a segment is stored. */
  public RecorderSettings withSegmentMaxAge(Duration maxAge) {
    return new RecorderSettings(
        segmentMaxBytes, maxAge, firstSegmentMaxAge, auditDurability, software);
  }
}
