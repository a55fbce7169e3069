package dev.gatescribe.cli.reconcile;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code log_line_prefix} of PostgreSQL as a pattern (documentation, section 19.8.3). After {@code
 * %q} the lines of processes without a session have nothing more.
 */
final class PostgresLinePrefix {
  /** PostgreSQL's default. */
  static final String DEFAULT = "%m [%p] ";

  /** Longer than any that makes sense; the pattern is made of it. */
  private static final int TEXT_MAX = 256;

  /** An escape, whose padding is blanks around what is looked for; or any other character. */
  private static final Pattern PART =
      Pattern.compile("%-?\\d*(?<escape>[a-zA-Z%])|.", Pattern.DOTALL);

  private static final String MESSAGE = "(?<severity>[A-Z]+[0-9]?):  (?<message>.*)";
  private static final String DATE = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d";
  private static final String ZONE = " [A-Za-z0-9+:/_-]{1,40}";

  private final Pattern session;
  private final Pattern other;
  private final Set<String> groups;

  private PostgresLinePrefix(Pattern session, Pattern other, Set<String> groups) {
    this.session = session;
    this.other = other;
    this.groups = groups;
  }

  /**
   * Makes the pattern.
   *
   * @throws IllegalArgumentException with a line for people if it cannot be used
   */
  static PostgresLinePrefix of(String text) {
    if (text.length() > TEXT_MAX) {
      throw new IllegalArgumentException("a log_line_prefix of more than 256 characters");
    }
    StringBuilder pattern = new StringBuilder();
    Set<String> groups = new HashSet<>();
    String untilQuit = null;
    Matcher parts = PART.matcher(text);
    while (parts.find()) {
      String escape = parts.group("escape");
      if (escape == null) {
        pattern.append(Pattern.quote(parts.group()));
      } else if (escape.equals("q")) {
        untilQuit = pattern.toString();
      } else {
        pattern.append(" *").append(field(escape.charAt(0), groups)).append(" *");
      }
    }
    if (!groups.contains("time") && !groups.contains("epoch")) {
      throw new IllegalArgumentException(
          "a log_line_prefix without a time (%m, %t or %n): its logins have none");
    }
    if (!groups.contains("pid") && !groups.contains("remote")) {
      throw new IllegalArgumentException(
          "a log_line_prefix with neither %p nor %r: it does not say which connection was logged in");
    }
    Pattern session = Pattern.compile(pattern + MESSAGE, Pattern.DOTALL);
    Pattern other =
        untilQuit == null ? session : Pattern.compile(untilQuit + MESSAGE, Pattern.DOTALL);
    return new PostgresLinePrefix(session, other, groups);
  }

  private static String field(char escape, Set<String> groups) {
    return switch (escape) {
      case '%' -> "%";
      case 'm' -> group("time", DATE + "\\.\\d{3}" + ZONE, groups);
      case 't' -> group("time", DATE + ZONE, groups);
      case 'n' -> group("epoch", "\\d{1,12}\\.\\d{3}", groups);
      case 'p' -> group("pid", "\\d{1,10}", groups);
      case 'r' -> group("remote", "[^ (]{0,64}(?:\\(\\d{1,5}\\))?", groups);
      case 's' -> DATE + ZONE;
      // What is not looked for, and may hold anything.
      default -> ".{0,256}?";
    };
  }

  private static String group(String name, String pattern, Set<String> groups) {
    return groups.add(name) ? "(?<" + name + ">" + pattern + ")" : "(?:" + pattern + ")";
  }

  /** The parts of a line that begins an entry; null if it does not. */
  @Nullable Matcher match(String line) {
    Matcher matcher = session.matcher(line);
    return matcher.matches() ? matcher : null;
  }

  /** Whether the line is of a process that has no session. */
  boolean isOfOther(String line) {
    return other.matcher(line).matches();
  }

  /** What the line says of a field; null if the prefix does not have it. */
  @Nullable String field(Matcher line, String name) {
    return groups.contains(name) ? line.group(name) : null;
  }
}
