package dev.gatescribe.admission.policy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Hours of days of the week, by the clocks of a place.
 *
 * @param days on which it begins
 * @param fromMinute of the day, included
 * @param untilMinute of the day, not included; 1440 for midnight. Not after {@code fromMinute}, it
 *     is of the following day
 */
public record TimeWindow(Set<DayOfWeek> days, int fromMinute, int untilMinute, ZoneId zone) {
  /** What is written 24:00. */
  public static final int DAY_MINUTES = 24 * 60;

  public TimeWindow {
    days = Set.copyOf(EnumSet.copyOf(days));
    if (fromMinute < 0
        || fromMinute >= DAY_MINUTES
        || untilMinute < 0
        || untilMinute > DAY_MINUTES) {
      throw new IllegalArgumentException("a minute of a day is 0 to " + DAY_MINUTES);
    }
  }

  public boolean contains(Instant instant) {
    ZonedDateTime there = instant.atZone(zone);
    int minute = there.getHour() * 60 + there.getMinute();
    DayOfWeek day = there.getDayOfWeek();
    if (fromMinute < untilMinute) {
      return days.contains(day) && minute >= fromMinute && minute < untilMinute;
    }
    return (days.contains(day) && minute >= fromMinute)
        || (days.contains(day.minus(1)) && minute < untilMinute);
  }

  @Override
  public String toString() {
    String names =
        days.size() == DayOfWeek.values().length
            ? "every day"
            : days.stream()
                .sorted()
                .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    return "%s %02d:%02d-%02d:%02d %s"
        .formatted(
            names, fromMinute / 60, fromMinute % 60, untilMinute / 60, untilMinute % 60, zone);
  }
}
