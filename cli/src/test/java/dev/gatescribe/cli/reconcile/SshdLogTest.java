package dev.gatescribe.cli.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.cli.reconcile.LoginLog.Reading;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshdLogTest {
  private static LogReader read(String... lines) {
    return LogReader.read(new SshdLog(LogReader.CLOCK), lines);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Nov 21 09:07:05 db1 sshd[4711]:|2026-11-21T08:07:05Z",
        "Nov  3 09:07:05 db1 sshd[4711]:|2026-11-03T08:07:05Z",
        "Dec 31 23:59:59 db1 sshd[4711]:|2025-12-31T22:59:59Z",
        "Feb 29 01:00:00 db1 sshd[4711]:|2024-02-29T00:00:00Z",
        "2026-11-21T09:07:05.123456+01:00 db1 sshd[4711]:|2026-11-21T08:07:05.123456Z",
        "2026-11-21T09:07:05Z db1 sshd-session[4711]:|2026-11-21T09:07:05Z",
        "2026-11-21T09:07:05+0100 db1 sshd[4711]:|2026-11-21T08:07:05Z"
      })
  void everyFormatOfTimeIsRead(String head, String at) {
    TargetLogin login =
        read(head
                + " Accepted publickey for deploy from 192.0.2.7 port 50022 ssh2: ED25519 SHA256:x")
            .only();

    assertThat(login.at()).isEqualTo(Instant.parse(at));
    assertThat(login.login()).isEqualTo("deploy");
    assertThat(login.address()).isEqualTo("192.0.2.7");
    assertThat(login.port()).isEqualTo(50022);
    assertThat(login.method()).isEqualTo("publickey ED25519 SHA256:x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accepted password for deploy from 192.0.2.7 port 50022 ssh2",
        "Accepted keyboard-interactive/pam for deploy from 192.0.2.7 port 50022 ssh2",
        "Accepted gssapi-with-mic for deploy from 192.0.2.7 port 50022 ssh2: deploy@EXAMPLE.ORG",
        "Accepted publickey for deploy from ::ffff:192.0.2.7 port 50022 ssh2: ED25519-CERT SHA256:y"
            + " ID somebody from 198.51.100.1 port 1 ssh2 (serial 7) CA ED25519 SHA256:z"
      })
  void everyMethodIsReadAndTextOfACertificateChangesNothing(String message) {
    TargetLogin login = read("Nov 21 09:07:05 db1 sshd[1]: " + message).only();

    assertThat(login.login()).isEqualTo("deploy");
    assertThat(login.from()).isEqualTo("192.0.2.7 port 50022");
  }

  @Test
  void addressesOfTheSixthVersionHaveOneForm() {
    TargetLogin login =
        read("Nov 21 09:07:05 h sshd[1]: Accepted password for a from 2001:DB8:0::5%eth0 port 9 ssh2")
            .only();

    assertThat(login.address()).isEqualTo(SourceAddress.normal("2001:db8:0:0:0:0:0:5"));
  }

  @Test
  void whatIsNoLoginOfSshdIsNone() {
    LogReader reader =
        read(
            "Nov 21 09:07:05 h sshd[1]: Failed password for root from 192.0.2.7 port 50022 ssh2",
            "Nov 21 09:07:05 h sudo[1]: Accepted password for a from 192.0.2.7 port 50022 ssh2",
            "Nov 21 09:07:05 h app[1]: sshd[1]: Accepted password for a from 192.0.2.7 port 1 ssh2",
            "-- Boot 3f6c --");

    assertThat(reader.logins).isEmpty();
    assertThat(reader.readings).containsOnly(Reading.UNDERSTOOD);
  }

  @Test
  void repeatedLineCountsAsOftenAsItCame() {
    LogReader reader =
        read(
            "Nov 21 09:07:05 h sshd[1]: message repeated 2 times:"
                + " [ Accepted password for a from 192.0.2.7 port 50022 ssh2]");

    assertThat(reader.logins).hasSize(2);
  }

  @Test
  void hostileLinesAreMalformedAndReadQuickly() {
    String long1 = "Nov 21 09:07:05 h sshd[1]: Accepted " + "for a from b port ".repeat(100_000);
    String long2 = "Accepted password for a from 192.0.2.7 port 50022 ssh2";
    String long3 = "Nov 21 09:07:05 " + " ".repeat(1_000_000);
    long before = System.nanoTime();

    LogReader reader =
        read(
            long1,
            long2,
            long3,
            "Nov 41 09:07:05 h sshd[1]: Accepted password for a from 192.0.2.7 port 5 ssh2",
            "Nov 21 09:07:05 h sshd[1]: message repeated 9999 times:"
                + " [ Accepted password for a from 192.0.2.7 port 50022 ssh2]");

    assertThat(reader.logins).isEmpty();
    assertThat(reader.readings).containsOnly(Reading.MALFORMED);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void clockThatIsAheadIsSetBack() {
    LogClock ahead = new LogClock(LogReader.CLOCK.zone(), Duration.ofMinutes(5), LogReader.WRITTEN);

    TargetLogin login =
        LogReader.read(
                new SshdLog(ahead),
                "2026-11-21T09:07:05Z h sshd[1]: Accepted password for a from 192.0.2.7 port 1 ssh2")
            .only();

    assertThat(login.at()).isEqualTo(Instant.parse("2026-11-21T09:02:05Z"));
  }
}
