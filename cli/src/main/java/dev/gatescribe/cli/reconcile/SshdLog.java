package dev.gatescribe.cli.reconcile;

import dev.gatescribe.session.Protocol;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What sshd says through syslog: rsyslog's traditional format (RFC 3164) and its ISO one (RFC
 * 3339), and what {@code journalctl -o short-iso} prints.
 *
 * <pre>
 *   Nov 21 09:07:05 host sshd[4711]: Accepted publickey for deploy from 192.0.2.7 port 50022 ssh2: …
 *   2026-11-21T09:07:05.123456+01:00 host sshd-session[4711]: Accepted password for …
 * </pre>
 *
 * The words are those of OpenSSH's {@code auth_log}. The login is read up to the first {@code
 * from}, because what follows may hold text of whoever made the certificate.
 */
public final class SshdLog implements LoginLog {
  private static final Pattern LINE =
      Pattern.compile(
          "(?:(?<iso>\\d{4}-\\d\\d-\\d\\dT[0-9:.]{8,24}(?:Z|[+-][0-9:]{2,6}))"
              + "|(?<traditional>[A-Z][a-z]{2} [ 0-9]\\d \\d\\d:\\d\\d:\\d\\d))"
              + " \\S{1,255} (?<program>[^\\s:\\[]{1,128})(?:\\[\\d{1,10}\\])?: ?(?<message>.*)",
          Pattern.DOTALL);

  private static final Pattern ACCEPTED =
      Pattern.compile(
          "Accepted (?<method>\\S{1,64}) for (?<login>.{1,256}?) from (?<address>\\S{1,64})"
              + " port (?<port>\\d{1,5})(?: ssh2)?(?:: (?<detail>.*))?",
          Pattern.DOTALL);

  /** So rsyslog writes a line that came several times. */
  private static final Pattern REPEATED =
      Pattern.compile("message repeated (?<times>\\d{1,4}) times: \\[ (?<message>.*)\\]");

  /** A line that says it came more often than this is not believed. */
  private static final int REPEATED_MAX = 1_000;

  private static final int METHOD_DETAIL_MAX = 200;

  private final LogClock clock;

  public SshdLog(LogClock clock) {
    this.clock = clock;
  }

  @Override
  public Reading read(String line, LogPlace place, Consumer<TargetLogin> logins) {
    if (line.isEmpty() || line.startsWith("-- ")) {
      return Reading.UNDERSTOOD; // journalctl says so where a boot begins.
    }
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return Reading.MALFORMED;
    }
    String program = parts.group("program");
    if (!program.equals("sshd")
        && !program.equals("sshd-session")
        && !program.equals("sshd-auth")) {
      return Reading.UNDERSTOOD;
    }
    String message = parts.group("message");
    int times = 1;
    Matcher repeated = REPEATED.matcher(message);
    if (repeated.matches()) {
      message = repeated.group("message");
      times = Integer.parseInt(repeated.group("times"));
    }
    if (!message.startsWith("Accepted ")) {
      return Reading.UNDERSTOOD;
    }
    Matcher accepted = ACCEPTED.matcher(message);
    Optional<Instant> at =
        parts.group("iso") != null
            ? clock.dateTime(parts.group("iso"))
            : clock.monthDay(parts.group("traditional"));
    if (!accepted.matches() || at.isEmpty() || times < 1 || times > REPEATED_MAX) {
      return Reading.MALFORMED;
    }
    TargetLogin login =
        new TargetLogin(
            Protocol.SSH,
            at.get(),
            place,
            accepted.group("login"),
            SourceAddress.normal(accepted.group("address")),
            Integer.parseInt(accepted.group("port")),
            method(accepted));
    for (int i = 0; i < times; i++) {
      logins.accept(login);
    }
    return Reading.UNDERSTOOD;
  }

  private static String method(Matcher accepted) {
    String detail = accepted.group("detail");
    String method = accepted.group("method");
    return detail == null
        ? method
        : method + " " + detail.substring(0, Math.min(detail.length(), METHOD_DETAIL_MAX));
  }
}
