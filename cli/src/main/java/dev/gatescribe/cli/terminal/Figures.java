package dev.gatescribe.cli.terminal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times, lengths and sizes as people read them. */
public final class Figures {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MICROS_PER_MILLI = 1_000;

  private Figures() {}

  public static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** For example {@code 4.2s}, {@code 3m07s}, {@code 8h02m}. */
  public static String duration(long micros) {
    long seconds = micros / MICROS_PER_SECOND;
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1fs", micros / (double) MICROS_PER_SECOND);
    }
    return seconds < 3600
        ? String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
  }

  /** As {@link #duration}, with milliseconds of what is short, for example {@code 0.8ms}. */
  public static String shortDuration(long micros) {
    if (micros >= MICROS_PER_SECOND) {
      return duration(micros);
    }
    return micros < 10 * MICROS_PER_MILLI
        ? String.format(Locale.ROOT, "%.1fms", micros / (double) MICROS_PER_MILLI)
        : micros / MICROS_PER_MILLI + "ms";
  }

  /** For example {@code 812 B}, {@code 4.1 KiB}. */
  public static String bytes(long count) {
    if (count < 1024) {
      return count + " B";
    }
    double value = count;
    String unit = "B";
    for (String next : new String[] {"KiB", "MiB", "GiB", "TiB"}) {
      if (value < 1024) {
        break;
      }
      value /= 1024;
      unit = next;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, unit);
  }

  /** The text with its control characters replaced: what comes from a recording is hostile. */
  public static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point ->
            printable.appendCodePoint(
                Character.isISOControl(point) || Character.getType(point) == Character.FORMAT
                    ? '�'
                    : point));
    return printable.toString();
  }
}
