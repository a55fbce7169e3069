package dev.gatescribe.recording.format;

import dev.gatescribe.session.RecordingId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The names of a recording's objects, which follow from its kind and id alone:
 *
 * <pre>
 *   recordings/2026/11/21/01kb…/00000000.segment
 *   recordings/2026/11/21/01kb…/manifest.json
 * </pre>
 *
 * The date is that of the id, in UTC.
 */
public final class ObjectNames {
  public static final String MANIFEST = "manifest.json";
  public static final String SEGMENT_SUFFIX = ".segment";

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ObjectNames() {}

  /** The folder of a recording, with a slash at the end. */
  public static String folder(RecordingKind kind, RecordingId id) {
    return kind.folder() + "/" + DAY.format(id.createdAt()) + "/" + id + "/";
  }

  public static String manifest(RecordingKind kind, RecordingId id) {
    return folder(kind, id) + MANIFEST;
  }

  public static String segment(RecordingKind kind, RecordingId id, int number) {
    return folder(kind, id) + segmentFile(number);
  }

  /** The last part of a segment's name. */
  public static String segmentFile(int number) {
    return String.format(Locale.ROOT, "%08d", number) + SEGMENT_SUFFIX;
  }
}
