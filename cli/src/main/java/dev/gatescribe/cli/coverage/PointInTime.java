package dev.gatescribe.cli.coverage;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A date, or a date and time, of this machine's zone unless it says another. */
final class PointInTime implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException withoutOffset) {
      return local(text);
    }
  }

  private static Instant local(String text) {
    try {
      return text.contains("T")
          ? LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant()
          : LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant();
    } catch (DateTimeException malformed) {
      throw new TypeConversionException(
          "not a time such as 2026-11-21, 2026-11-21T09:30:00 or 2026-11-21T09:30:00Z: " + text);
    }
  }
}
