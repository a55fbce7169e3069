package dev.gatescribe.cli.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.cli.reconcile.LoginLog.Reading;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresLogTest {
  private static final String RECEIVED = "connection received: host=192.0.2.7 port=50022";
  private static final String AUTHENTICATED =
      "connection authenticated: identity=\"app\" method=scram-sha-256 (/etc/pg_hba.conf:95)";
  private static final String AUTHORIZED =
      "connection authorized: user=app database=shop application_name=psql SSL enabled"
          + " (protocol=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384, bits=256)";

  private static LogReader read(String prefix, String... lines) {
    return LogReader.read(new PostgresLog(LogReader.CLOCK, prefix), lines);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "%m [%p] |2026-11-21 09:07:05.123 UTC [4711] |2026-11-21T09:07:05.123Z",
        "%m [%p] |2026-11-21 09:07:05.123 CET [4711] |2026-11-21T08:07:05.123Z",
        "%m [%p] %q%u@%d |2026-11-21 09:07:05.123 +03 [4711] a b@c d |2026-11-21T06:07:05.123Z",
        "%t:%r:%u@%d:[%p]: |2026-11-21 09:07:05 UTC:192.0.2.7(50022):app@shop:[4711]: |2026-11-21T09:07:05Z",
        "%n %5p %h %l |1795252025.123  4711 192.0.2.7 3 |2026-11-21T09:07:05.123Z"
      })
  void everyPrefixIsRead(String prefix, String head, String at) {
    LogReader reader =
        read(
            prefix.stripLeading() + (prefix.endsWith(" ") ? "" : " "),
            head + (head.endsWith(" ") ? "" : " ") + "LOG:  " + RECEIVED,
            head + (head.endsWith(" ") ? "" : " ") + "LOG:  " + AUTHENTICATED,
            head + (head.endsWith(" ") ? "" : " ") + "LOG:  " + AUTHORIZED);

    assertThat(reader.readings).containsOnly(Reading.UNDERSTOOD);
    TargetLogin login = reader.only();
    assertThat(login.at()).isEqualTo(Instant.parse(at));
    assertThat(login.login()).isEqualTo("app");
    assertThat(login.from()).isEqualTo("192.0.2.7 port 50022");
    assertThat(login.method()).isEqualTo("scram-sha-256");
  }

  @Test
  void linesOfTwoConnectionsAreJoinedByTheirProcess() {
    LogReader reader =
        read(
            PostgresLinePrefix.DEFAULT,
            "2026-11-21 09:07:05.100 UTC [1] LOG:  connection received: host=192.0.2.7 port=1001",
            "2026-11-21 09:07:05.200 UTC [2] LOG:  connection received: host=192.0.2.7 port=1002",
            "2026-11-21 09:07:05.300 UTC [2] LOG:  connection authorized: user=b database=x",
            "2026-11-21 09:07:05.400 UTC [1] LOG:  replication connection authorized: user=a",
            "2026-11-21 09:07:05.500 UTC [3] LOG:  connection received: host=[local]",
            "2026-11-21 09:07:05.500 UTC [3] LOG:  connection authorized: user=postgres database=x");

    assertThat(reader.logins).extracting(TargetLogin::login).containsExactly("b", "a", "postgres");
    assertThat(reader.logins)
        .extracting(TargetLogin::from)
        .containsExactly("192.0.2.7 port 1002", "192.0.2.7 port 1001", "the target itself");
  }

  @Test
  void whatIsNoLoginIsNoneAndWhatIsNoLineIsCounted() {
    LogReader reader =
        read(
            PostgresLinePrefix.DEFAULT,
            "2026-11-21 09:07:05.100 UTC [1] FATAL:  password authentication failed for user \"a\"",
            "2026-11-21 09:07:05.100 UTC [1] DETAIL:  connection authorized: user=a database=b",
            "2026-11-21 09:07:05.100 UTC [1] ERROR:  connection authorized: user=a database=b",
            "\tconnection authorized: user=a database=b",
            "2026-11-21 09:07:05.100 UTC [1] LOG:  disconnection: session time: 0:00:00.012 user=a",
            "connection authorized: user=a database=b");

    assertThat(reader.logins).isEmpty();
    assertThat(reader.readings)
        .containsExactly(
            Reading.UNDERSTOOD,
            Reading.UNDERSTOOD,
            Reading.UNDERSTOOD,
            Reading.UNDERSTOOD,
            Reading.UNDERSTOOD,
            Reading.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%u ", "%m ", "[%p] "})
  void prefixThatCannotTellALoginIsRefused(String prefix) {
    assertThatThrownBy(() -> new PostgresLog(LogReader.CLOCK, prefix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("log_line_prefix");
  }

  @Test
  void csvIsReadAlsoWhereARecordHasSeveralLines() {
    LogReader reader =
        LogReader.read(
            new PostgresCsvLog(LogReader.CLOCK),
            "2026-11-21 09:07:05.123 UTC,\"app\",\"shop\",4711,\"192.0.2.7:50022\",65.1,1,\"SELECT\","
                + "2026-11-21 09:07:05 UTC,3/0,0,LOG,00000,\"statement: select '",
            "connection authorized: user=evil database=x",
            "'\",,,,,,,,,\"psql\",\"client backend\",,0",
            "2026-11-21 09:07:06.123 UTC,\"app\",\"shop\",4712,\"2001:db8::7:50023\",65.1,2,"
                + "\"authentication\",2026-11-21 09:07:05 UTC,3/1,0,LOG,00000,"
                + "\"connection authenticated: identity=\"\"app\"\" method=cert (x:1)\",,,,,,,,,\"\",\"\",,0",
            "2026-11-21 09:07:06.124 UTC,\"app\",\"shop\",4712,\"2001:db8::7:50023\",65.1,2,"
                + "\"authentication\",2026-11-21 09:07:05 UTC,3/1,0,LOG,00000,"
                + "\"connection authorized: user=app database=shop\",,,,,,,,,\"\",\"client backend\",,0",
            "no csv of PostgreSQL");

    TargetLogin login = reader.only();
    assertThat(login.login()).isEqualTo("app");
    assertThat(login.address()).isEqualTo(SourceAddress.normal("2001:db8::7"));
    assertThat(login.port()).isEqualTo(50023);
    assertThat(login.method()).isEqualTo("cert");
    assertThat(reader.readings.getLast()).isEqualTo(Reading.MALFORMED);
  }

  @Test
  void jsonIsRead() {
    LogReader reader =
        LogReader.read(
            new PostgresJsonLog(LogReader.CLOCK),
            "{\"timestamp\":\"2026-11-21 09:07:05.123 UTC\",\"pid\":4711,\"remote_host\":\"192.0.2.7\","
                + "\"remote_port\":50022,\"error_severity\":\"LOG\","
                + "\"message\":\"connection authorized: user=app database=shop\"}",
            "{\"timestamp\":",
            "[]");

    assertThat(reader.only().from()).isEqualTo("192.0.2.7 port 50022");
    assertThat(reader.readings)
        .containsExactly(Reading.UNDERSTOOD, Reading.MALFORMED, Reading.MALFORMED);
  }
}
