package dev.gatescribe.recording.format;

import dev.gatescribe.session.RecordingId;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * The names of a recording's objects, which follow from its kind and id alone:
 *
 * <pre>
 *   recordings/2026/11/21/01kb…/00000000.segment
 *   recordings/2026/11/21/01kb…/manifest.json
 *   holds/2026/11/21/01kb…/00000000.json
 *   deletions/recordings/2026/11/21/01kb….json
 * </pre>
 *
 * The date is that of the id, in UTC.
 */
public final class ObjectNames {
  public static final String MANIFEST = "manifest.json";
  public static final String SEGMENT_SUFFIX = ".segment";

  /** The folder of all ledgers of holds. */
  public static final String HOLDS = "holds/";

  private ObjectNames() {}

  /** The folder of a recording, with a slash at the end. */
  public static String folder(RecordingKind kind, RecordingId id) {
    LocalDate day = LocalDate.ofInstant(id.createdAt(), ZoneOffset.UTC);
    return String.format(
        Locale.ROOT,
        "%s/%04d/%02d/%02d/%s/",
        kind.folder(),
        day.getYear(),
        day.getMonthValue(),
        day.getDayOfMonth(),
        id);
  }

  public static String manifest(RecordingKind kind, RecordingId id) {
    return folder(kind, id) + MANIFEST;
  }

  public static String segment(RecordingKind kind, RecordingId id, int number) {
    return folder(kind, id) + segmentFile(number);
  }

  /** Says that a recording was deleted on purpose. */
  public static String deletion(RecordingKind kind, RecordingId id) {
    String folder = folder(kind, id);
    return "deletions/" + folder.substring(0, folder.length() - 1) + ".json";
  }

  /** The folder of the ledger of a session's holds, with a slash at the end. */
  public static String holds(RecordingId id) {
    return HOLDS
        + folder(RecordingKind.SESSION, id).substring(RecordingKind.SESSION.folder().length() + 1);
  }

  /** An entry of the ledger of a session's holds. */
  public static String hold(RecordingId id, int number) {
    return holds(id) + holdFile(number);
  }

  /** The last part of the name of an entry. */
  public static String holdFile(int number) {
    return String.format(Locale.ROOT, "%08d.json", number);
  }

  /** The last part of a segment's name. */
  public static String segmentFile(int number) {
    return String.format(Locale.ROOT, "%08d", number) + SEGMENT_SUFFIX;
  }
}
