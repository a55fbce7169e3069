package dev.gatescribe.siem;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Audit events as syslog messages (RFC 5424), with the OCSF event as their text. */
final class SyslogMessages {
  /** "log audit", table 1 of the RFC. */
  private static final int FACILITY = 13;

  private static final int FACILITY_FACTOR = 8;
  private static final int SEVERITY_WARNING = 4;
  private static final int SEVERITY_NOTICE = 5;
  private static final int SEVERITY_INFORMATIONAL = 6;

  /** Three digits of a second, which every receiver reads. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final OcsfEvents events;
  private final String hostName;

  /**
   * @param hostName of this machine; what syslog does not take becomes {@code _}
   */
  SyslogMessages(OcsfEvents events, String hostName) {
    this.events = events;
    this.hostName = word(hostName, 255);
  }

  /** One message, without a frame. */
  byte[] message(AuditEntry entry) {
    String head =
        "<%d>1 %s %s gatescribe %d %s - "
            .formatted(
                FACILITY * FACILITY_FACTOR + severity(entry),
                TIME.format(entry.event().at()),
                hostName,
                ProcessHandle.current().pid(),
                word(entry.event().action().code(), 32));
    return (head + events.json(entry)).getBytes(StandardCharsets.UTF_8);
  }

  private static int severity(AuditEntry entry) {
    OcsfClass type = OcsfClass.of(entry.event());
    return switch (type.severity()) {
      case 1 -> SEVERITY_INFORMATIONAL;
      case 2 -> SEVERITY_NOTICE;
      default -> SEVERITY_WARNING;
    };
  }

  /** Printable ASCII without spaces; {@code -} for nothing. */
  private static String word(String text, int most) {
    String word = text.replaceAll("[^!-~]", "_");
    return word.isEmpty() ? "-" : word.substring(0, Math.min(most, word.length()));
  }
}
