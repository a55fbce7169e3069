package dev.gatescribe.testbed.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.StatementOutcome;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.PsqlCommand;
import dev.gatescribe.testbed.fixture.RecordedStreams;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.Tmux;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code psql} through the gateway: what a person sees is what they see without it. */
class StatementScriptTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @AutoClose private static DemoServer demo;
  private static String gatewayUri;
  private static String directUri;

  @BeforeAll
  static void startDemo() {
    demo = DemoServer.start();
    Map<String, String> environment = demo.environment();
    gatewayUri = environment.get("GATESCRIBE_PG_URI");
    directUri = environment.get("GATESCRIBE_PG_DIRECT_URI");
  }

  @Test
  void scriptOfSixtyStatementsThenItsOutputIsThatOfADirectConnection() throws IOException {
    Path script = demo.scratch("statements.sql");
    Files.write(script, resource("statements.sql"));
    Path small = demo.scratch("small");
    Files.writeString(small, "a small object");

    CommandResult direct = script(directUri, script, small);
    StoredRecordings.Since since = demo.newRecordings();
    CommandResult through = script(gatewayUri, script, small);

    assertThat(normalised(through.stdoutText())).isEqualTo(normalised(direct.stdoutText()));
    assertThat(normalised(through.stderrText())).isEqualTo(normalised(direct.stderrText()));
    assertThat(through.exitStatus()).isEqualTo(direct.exitStatus());
    assertThat(direct.stdout().length).isGreaterThan(10_000_000);
    recordingHoldsEveryStatement(since.awaitFinished());
  }

  private static void recordingHoldsEveryStatement(RecordingId id) throws IOException {
    RecordedStatements recorded = RecordedStatements.of(demo.recordings().open(id));
    String all = String.join("\n", recorded.queries());
    for (String line :
        new String(resource("statements.sql"), StandardCharsets.ISO_8859_1).lines().toList()) {
      if (line.matches(
              "(select|insert|update|delete|copy|create|begin|set|show|do|drop|listen|notify|prepare|execute|explain|vacuum) .*")
          && !line.contains(":")
          && !line.contains("\\;")) {
        assertThat(all).contains(line.replaceFirst(";$", ""));
      }
    }
    assertThat(recorded.queries())
        .anySatisfy(query -> assertThat(query).hasSizeGreaterThan(10_000_000));
    assertThat(recorded.endings())
        .filteredOn(ended -> ended.outcome() == StatementOutcome.FAILED)
        .extracting(DatabaseEvent.StatementEnded::sqlState)
        .contains(
            "42601", "42703", "22012", "23505", "23503", "42P01", "25P02", "25006", "22P02",
            "57014");
  }

  @Test
  void controlCDuringAStatementThenItIsCancelledAndTheSessionGoesOn() {
    StoredRecordings.Since since = demo.newRecordings();
    try (Tmux terminal =
        Tmux.open(demo.scratch("tmux"), 100, 30, PsqlCommand.to(gatewayUri).words())) {
      terminal.awaitText("shop=>");
      terminal.typeLine("select pg_sleep(600);");
      awaitRunning("select pg_sleep(600);");

      terminal.press("C-c");

      terminal.awaitText("canceling statement due to user request");
      terminal.typeLine("select 'still ' || 'here';");
      terminal.awaitText("still here");
      terminal.typeLine("\\q");
      assertThat(terminal.awaitExit()).isEqualTo("0");
    }
    RecordedStreams recorded = demo.recordings().open(since.awaitFinished());
    assertThat(recorded.holds(DatabaseEvent.CancelRequested.class::isInstance)).isTrue();
    assertThat(RecordedStatements.of(recorded).endings())
        .anySatisfy(ended -> assertThat(ended.sqlState()).isEqualTo("57014"));
  }

  @Test
  void notificationOfAnotherSessionArrivesWhileTheClientIsIdle() throws IOException {
    try (ChildProcess listener =
        PsqlCommand.to(gatewayUri).options("--quiet").openInput().start()) {
      listener
          .stdin()
          .write("listen doorbell; select 'ready';\n".getBytes(StandardCharsets.US_ASCII));
      listener.stdin().flush();
      await().atMost(LIMIT).until(() -> listener.stdout().text().contains("ready"));

      PsqlCommand.to(gatewayUri).command("notify doorbell, 'ring'").run().orFail();

      // Psql looks for notifications when it has run a command.
      listener.stdin().write("select 'next';\n".getBytes(StandardCharsets.US_ASCII));
      listener.stdin().flush();
      await()
          .atMost(LIMIT)
          .until(() ->
              listener.stdout().text().contains("notification \"doorbell\" with payload \"ring\""));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "prepared"})
  void pgbenchRunsInEveryQueryMode(String mode) {
    pgbench("--initialize", "--quiet", "--scale=1").orFail();

    CommandResult result =
        pgbench("--client=4", "--transactions=50", "--no-vacuum", "--protocol=" + mode);

    assertThat(result.orFail().stdoutText())
        .contains("number of transactions actually processed: 200/200")
        .contains("number of failed transactions: 0");
  }

  @Test
  void databaseSeesOnlyTheGatewaysLoginAndTheClientOnlyItsOwnToken() {
    String seen =
        PsqlCommand.to(gatewayUri)
            .command("select current_user, session_user, host(inet_client_addr())")
            .run()
            .orFail()
            .stdoutText();

    assertThat(seen).isEqualTo("clerk|clerk|127.0.0.1\n");
  }

  private static CommandResult pgbench(String... options) {
    List<String> words = new java.util.ArrayList<>(List.of("pgbench"));
    words.addAll(List.of(options));
    words.add(gatewayUri);
    return ChildProcess.run(LIMIT, words.toArray(String[]::new));
  }

  private static CommandResult script(String uri, Path script, Path small) {
    return PsqlCommand.to(uri)
        .options("--echo-all", "--set", "small=" + small, "--file", script.toString())
        .run();
  }

  /** What differs from connection to connection. */
  private static String normalised(String output) {
    return output
        .replaceAll("process with PID [0-9]+", "process with PID N")
        .replaceAll("lo_import [0-9]+", "lo_import N")
        .replaceAll("(?m)^ *[0-9]+ \\| clerk \\|", "N | clerk |")
        .replaceAll("pg_temp_[0-9]+", "pg_temp_N");
  }

  private static void awaitRunning(String sql) {
    await()
        .atMost(LIMIT)
        .until(() ->
            PsqlCommand.to(directUri)
                .command(
                    "select count(*) from pg_stat_activity where state = 'active' and query = '"
                        + sql.replace("'", "''")
                        + "'")
                .run()
                .orFail()
                .stdoutText()
                .equals("1\n"));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream input =
        Objects.requireNonNull(StatementScriptTest.class.getResourceAsStream(name), name)) {
      return input.readAllBytes();
    }
  }
}
