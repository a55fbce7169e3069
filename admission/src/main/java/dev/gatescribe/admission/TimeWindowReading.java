package dev.gatescribe.admission;

import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.policy.TimeWindow;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code time}: days, hours, and whose clocks are meant. */
final class TimeWindowReading {
  private static final Pattern HOURS =
      Pattern.compile(
          "([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|(24:00))");

  private record Hours(int from, int until) {}

  private static final Hours ALL_DAY = new Hours(0, TimeWindow.DAY_MINUTES);

  private static final Reading<DayOfWeek> DAY =
      Readings.word(
          "a day",
          Arrays.stream(DayOfWeek.values())
              .collect(
                  Collectors.toMap(
                      day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT),
                      Function.identity())));

  private static final Reading<ZoneId> ZONE =
      Readings.parsed("a time zone", "one such as Europe/Berlin or UTC", TimeWindowReading::zone);

  private static final Reading<Hours> HOURS_OF_DAY =
      Readings.parsed(
          "a span of hours", "one such as '08:00-18:00', in quotes", TimeWindowReading::hours);

  static final Reading<TimeWindow> WINDOW = Readings.mapping(TimeWindowReading::window);

  private TimeWindowReading() {}

  private static Optional<TimeWindow> window(MappingNode mapping) {
    boolean hasDays = mapping.has("days");
    boolean hasHours = mapping.has("hours");
    Optional<List<DayOfWeek>> days = mapping.optional("days", Readings.listOf(1, DAY));
    Optional<Hours> hours = mapping.optional("hours", HOURS_OF_DAY);
    Optional<ZoneId> zone = mapping.required("zone", ZONE);
    if (!hasDays && !hasHours) {
      mapping.refuse("this is any time", "days, hours, or both");
      return Optional.empty();
    }
    if (zone.isEmpty()
        || (hasDays && days.filter(list -> !list.isEmpty()).isEmpty())
        || (hasHours && hours.isEmpty())) {
      return Optional.empty();
    }
    Hours span = hours.orElse(ALL_DAY);
    return Optional.of(
        new TimeWindow(
            EnumSet.copyOf(days.orElse(List.of(DayOfWeek.values()))),
            span.from,
            span.until,
            zone.get()));
  }

  private static Optional<ZoneId> zone(String text) {
    try {
      return Optional.of(ZoneId.of(text));
    } catch (DateTimeException notAZone) {
      return Optional.empty();
    }
  }

  private static Optional<Hours> hours(String text) {
    Matcher matcher = HOURS.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int from = minute(matcher, 1);
    int until = matcher.group(5) == null ? minute(matcher, 3) : TimeWindow.DAY_MINUTES;
    return from == until ? Optional.empty() : Optional.of(new Hours(from, until));
  }

  private static int minute(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group)) * 60 + Integer.parseInt(matcher.group(group + 1));
  }
}
