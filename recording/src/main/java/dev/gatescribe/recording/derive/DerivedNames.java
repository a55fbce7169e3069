package dev.gatescribe.recording.derive;

import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.session.RecordingId;
import java.util.List;

/**
 * The names of what is made from recordings and kept in the object store beside them:
 *
 * <pre>
 *   screens/v1/index/2026/11/21/01kb…/index
 *   screens/v1/frames/2026/11/21/01kb…/3f9a….frames
 * </pre>
 *
 * The version is that of what makes them: when it would make other bytes, it is raised, and
 * everything is made anew in another folder. Dates are those of {@link ObjectNames}.
 */
public final class DerivedNames {
  /** Raised when key frames are made differently, or stored differently. */
  private static final String SCREENS = "screens/v1/";

  private static final String RECORDINGS = RecordingKind.SESSION.folder() + "/";

  private DerivedNames() {}

  /**
   * All folders that hold only what was made from this recording, each with a slash at the end.
   * Whoever deletes the recording deletes what is in them, the first folder first.
   */
  public static List<String> folders(RecordingId id) {
    return List.of(screenIndexFolder(id), screenFramesFolder(id));
  }

  /** The index of a recording's key frames, written last: where it is, nothing is missing. */
  public static String screenIndex(RecordingId id) {
    return screenIndexFolder(id) + "index";
  }

  /**
   * The folder whose parts are the folders of all recordings of this one's day that have an index.
   */
  public static String screenIndexesOfDay(RecordingId id) {
    String folder = screenIndexFolder(id);
    return folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
  }

  /**
   * An object that holds key frames.
   *
   * @param sha256 of its bytes, in lower-case hexadecimal
   */
  public static String screenFrames(RecordingId id, String sha256) {
    return screenFramesFolder(id) + sha256 + ".frames";
  }

  private static String screenIndexFolder(RecordingId id) {
    return SCREENS + "index/" + ofDay(id);
  }

  private static String screenFramesFolder(RecordingId id) {
    return SCREENS + "frames/" + ofDay(id);
  }

  private static String ofDay(RecordingId id) {
    return ObjectNames.folder(RecordingKind.SESSION, id).substring(RECORDINGS.length());
  }
}
