package dev.gatescribe.player.web.pages;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a browser goes after a sign-in: to a page of this server, whoever asks for another. */
final class NextPage {
  static final String HOME = "/";

  /**
   * Words between single slashes. Without a second slash at the beginning, a backslash, a colon, a
   * dot or a percent sign it leads nowhere else.
   */
  private static final Pattern OF_OURS = Pattern.compile("(/[A-Za-z0-9_-]{1,64}){1,6}");

  private NextPage() {}

  static String of(@Nullable String asked) {
    return asked != null && OF_OURS.matcher(asked).matches() ? asked : HOME;
  }
}
