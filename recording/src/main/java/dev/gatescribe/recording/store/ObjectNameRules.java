package dev.gatescribe.recording.store;

import java.io.IOException;
import java.util.regex.Pattern;

/** What the name of an object may be, the same for every store. */
public final class ObjectNameRules {
  private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9.-]*");

  private ObjectNameRules() {}

  /** Whether this can stand between two slashes. */
  public static boolean isPart(String text) {
    return PART.matcher(text).matches();
  }

  /**
   * Refuses what is no name.
   *
   * @throws IOException if it is none
   */
  public static void requireName(String name) throws IOException {
    for (String part : name.split("/", -1)) {
      if (!isPart(part)) {
        throw new IOException("not the name of an object: " + name);
      }
    }
  }

  /**
   * Refuses what is neither empty nor a name with a slash behind it.
   *
   * @throws IOException if it is neither
   */
  public static void requireFolder(String folder) throws IOException {
    if (folder.isEmpty()) {
      return;
    }
    if (!folder.endsWith("/")) {
      throw new IOException("not the name of a folder: " + folder);
    }
    requireName(folder.substring(0, folder.length() - 1));
  }
}
