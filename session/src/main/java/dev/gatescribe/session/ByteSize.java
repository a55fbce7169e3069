package dev.gatescribe.session;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them, with units that cannot be misread. */
public final class ByteSize {
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

  /** Six digits of the largest unit are below 2^63. */
  private static final Pattern FORM =
      Pattern.compile("(0|[1-9][0-9]{0,5})(" + String.join("|", UNITS) + ")");

  private static final int BITS_PER_UNIT = 10;

  private ByteSize() {}

  /** What a text such as {@code 64MiB} or {@code 0B} says; empty if it is no such text. */
  public static Optional<Long> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            Long.parseLong(matcher.group(1)) << (BITS_PER_UNIT * UNITS.indexOf(matcher.group(2))))
        : Optional.empty();
  }

  /** The number exactly, in the largest unit in which it is whole. */
  public static String text(long bytes) {
    int unit = 0;
    long number = bytes;
    while (unit < UNITS.size() - 1 && number != 0 && number % (1 << BITS_PER_UNIT) == 0) {
      number >>= BITS_PER_UNIT;
      unit++;
    }
    return number + UNITS.get(unit);
  }
}
