package dev.gatescribe.cli.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Reads lines as if they stood in a file. */
final class LogReader {
  static final Instant WRITTEN = Instant.parse("2026-11-21T12:00:00Z");
  static final LogClock CLOCK = new LogClock(ZoneId.of("Europe/Vienna"), Duration.ZERO, WRITTEN);

  final List<TargetLogin> logins = new ArrayList<>();
  final List<LoginLog.Reading> readings = new ArrayList<>();

  static LogReader read(LoginLog log, String... lines) {
    LogReader reader = new LogReader();
    for (String line : lines) {
      LogPlace place = new LogPlace("log", reader.readings.size() + 1);
      reader.readings.add(log.read(line, place, reader.logins::add));
    }
    return reader;
  }

  TargetLogin only() {
    if (logins.size() != 1) {
      throw new AssertionError("not one login: " + logins);
    }
    return logins.getFirst();
  }
}
