package dev.gatescribe.cli.reconcile;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The times that logs write, as this machine's clock would have told them.
 *
 * @param zone of times that do not say theirs
 * @param ahead how far the target's clock is ahead of the gateway's
 * @param writtenBefore when the log was last written: a time without a year is not after it
 */
public record LogClock(ZoneId zone, Duration ahead, Instant writtenBefore) {

  /** A clock that runs a little fast must not send a line a year back. */
  private static final Duration YEAR_SLACK = Duration.ofDays(1);

  /** Leap years are at most eight years apart. */
  private static final int YEARS_BACK_MAX = 8;

  /** As rsyslog's traditional format writes it (RFC 3164): {@code Nov 3 09:07:05}. */
  private static final DateTimeFormatter MONTH_DAY =
      DateTimeFormatter.ofPattern("uuuu MMM d HH:mm:ss", Locale.ENGLISH)
          .withResolverStyle(java.time.format.ResolverStyle.STRICT);

  private static final DateTimeFormatter DATE_TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd")
          .appendPattern("['T'][' ']")
          .appendPattern("HH:mm:ss")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .toFormatter(Locale.ENGLISH);

  /** Offsets as RFC 3339, journald and PostgreSQL write them: {@code Z}, +01:00, +0100, +01. */
  private static final List<DateTimeFormatter> WITH_OFFSET =
      List.of(offset("+HH:MM"), offset("+HHMM"), offset("+HH"));

  private static DateTimeFormatter offset(String pattern) {
    return new DateTimeFormatterBuilder()
        .append(DATE_TIME)
        .optionalStart()
        .appendLiteral(' ')
        .optionalEnd()
        .appendOffset(pattern, "Z")
        .toFormatter(Locale.ENGLISH);
  }

  /** A time with a date; with an offset, the name of a zone, or neither. */
  Optional<Instant> dateTime(String text) {
    for (DateTimeFormatter formatter : WITH_OFFSET) {
      Optional<Instant> read = read(() -> OffsetDateTime.parse(text, formatter).toInstant());
      if (read.isPresent()) {
        return read;
      }
    }
    int blank = text.lastIndexOf(' ');
    if (blank > "uuuu-MM-dd".length()) {
      String name = text.substring(blank + 1);
      return read(() ->
          LocalDateTime.parse(text.substring(0, blank), DATE_TIME).atZone(zone(name)).toInstant());
    }
    return read(() -> LocalDateTime.parse(text, DATE_TIME).atZone(zone).toInstant());
  }

  /** What PostgreSQL calls the zone; a name that nobody knows here stands for the zone as given. */
  private ZoneId zone(String name) {
    try {
      return ZoneId.of(name, ZoneId.SHORT_IDS);
    } catch (DateTimeException unknown) {
      return zone;
    }
  }

  /** A time without a year: the last such time before the log was last written. */
  Optional<Instant> monthDay(String text) {
    int year = writtenBefore.atZone(zone).getYear() + 1;
    String normal = text.replaceAll(" +", " ");
    for (int back = 0; back <= YEARS_BACK_MAX + 1; back++) {
      int tried = year - back;
      Optional<Instant> read =
          read(() -> LocalDateTime.parse(tried + " " + normal, MONTH_DAY).atZone(zone).toInstant());
      if (read.isPresent() && !read.get().isAfter(writtenBefore.plus(YEAR_SLACK).plus(ahead))) {
        return read;
      }
    }
    return Optional.empty();
  }

  Optional<Instant> seconds(String secondsSince1970) {
    try {
      long millis = new java.math.BigDecimal(secondsSince1970).movePointRight(3).longValueExact();
      return Optional.of(Instant.ofEpochMilli(millis).minus(ahead));
    } catch (ArithmeticException | NumberFormatException | DateTimeException malformed) {
      return Optional.empty();
    }
  }

  private interface Parsing {
    Instant parse();
  }

  private Optional<Instant> read(Parsing parsing) {
    try {
      return Optional.of(parsing.parse().minus(ahead));
    } catch (DateTimeException | ArithmeticException malformed) {
      return Optional.empty();
    }
  }
}
