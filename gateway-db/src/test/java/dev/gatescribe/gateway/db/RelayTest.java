package dev.gatescribe.gateway.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.gateway.db.FakeRecorder.FakeRecording;
import dev.gatescribe.gateway.db.wire.ClientMessage;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What passes, and what of it is recorded. */
class RelayTest {
  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = Workshop.open();
  }

  @AfterEach
  void close() throws Exception {
    workshop.close();
  }

  @Test
  void simpleQueryIsRelayedAndRecorded() throws Exception {
    try (Connection connection = workshop.connect(Map.of("preferQueryMode", "simple"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 6 * 7")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(42);
    }

    FakeRecording recording = workshop.recorder.only();
    assertThat(recording.queries()).contains("SELECT 6 * 7");
    int number = recording.queries().indexOf("SELECT 6 * 7") + 1;
    assertThat(recording.outcomes()).contains(number + ".1 completed SELECT 1 1");
    awaitEnd(EndReason.CLIENT_CLOSED);
    assertThat(workshop.auditLog.events(AuditAction.SESSION_STARTED)).hasSize(1);
    assertThat(recording.events(DatabaseEvent.MessagesForwarded.class)).hasSize(1);
  }

  @Test
  void preparedStatementIsRecordedWithItsTextAndValues() throws Exception {
    try (Connection connection = workshop.connect();
        PreparedStatement statement = connection.prepareStatement("SELECT ? || '!'")) {
      statement.setString(1, "bound-value");
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("bound-value!");
      }
    }

    FakeRecording recording = workshop.recorder.only();
    assertThat(recording.events(DatabaseEvent.StatementPrepared.class))
        .anySatisfy(prepared ->
            assertThat(FakeRecorder.text(prepared.content())).contains("SELECT $1 || '!'"));
    assertThat(recording.events(DatabaseEvent.ValuesBound.class))
        .anySatisfy(
            bound -> assertThat(FakeRecorder.text(bound.content())).contains("bound-value"));
  }

  @Test
  void textsThatAreRefusedOrSkippedAreRecordedAsSuch() throws Exception {
    try (RawClient client = RawClient.loggedIn(workshop.port())) {
      client.send(
          parse("s", "SELECT 'held'"),
          new ClientMessage.Sync(),
          parse("s", "SELECT 'refused: the name is taken'"),
          parse("t", "SELECT 'skipped'"),
          new ClientMessage.Sync(),
          new ClientMessage.Bind("", "s", RawClient.bytes("\0\0\0\0\0\0")),
          new ClientMessage.Execute("", 0),
          new ClientMessage.Sync());
      for (int i = 0; i < 3; i++) {
        client.readUntil('Z');
      }
      client.send(parse("u", "nonsense"));
      client.readUntil('E');
      client.send(parse("v", "SELECT 'skipped as it comes'"), new ClientMessage.Sync());
      client.readUntil('Z');
    }

    FakeRecording recording = workshop.recorder.only();
    assertThat(recording.events(DatabaseEvent.PreparationFailed.class))
        .extracting(DatabaseEvent.PreparationFailed::preparation)
        .containsExactly(2, 3, 4, 5);
    assertThat(recording.outcomes()).containsExactly("1.1 completed SELECT 1 1");
  }

  private static ClientMessage.Parse parse(String name, String text) {
    return new ClientMessage.Parse(name, RawClient.bytes(text), List.of());
  }

  @Test
  void pipelineThatFailsIsRecordedAsFailedAndSkipped() throws Exception {
    try (RawClient client = RawClient.loggedIn(workshop.port())) {
      List<ClientMessage> pipeline = new ArrayList<>();
      for (String text : List.of("SELECT 1", "SELECT 1/0", "SELECT 2", "SELECT 3")) {
        pipeline.add(new ClientMessage.Parse("", RawClient.bytes(text), List.of()));
        pipeline.add(new ClientMessage.Bind("", "", RawClient.bytes("\0\0\0\0\0\0")));
        pipeline.add(new ClientMessage.Execute("", 0));
      }
      pipeline.add(new ClientMessage.Sync());

      client.send(pipeline.toArray(ClientMessage[]::new));
      client.readUntil('Z');
      client.send(RawClient.query("SELECT 4; SELECT 5"));
      client.readUntil('Z');
    }

    assertThat(workshop.recorder.only().outcomes())
        .containsExactly(
            "1.1 completed SELECT 1 1",
            "2.1 failed ERROR 0 22012",
            "3.1 skipped  0",
            "4.1 skipped  0",
            "5.1 completed SELECT 1 1",
            "5.2 completed SELECT 1 1");
  }

  @Test
  void statementsSentAfterAnErrorAreSkippedUntilTheSync() throws Exception {
    try (RawClient client = RawClient.loggedIn(workshop.port())) {
      client.send(
          new ClientMessage.Parse("", RawClient.bytes("SELEKT"), List.of()),
          new ClientMessage.Flush());
      client.readUntil('E');

      client.send(
          new ClientMessage.Bind("", "", RawClient.bytes("\0\0\0\0\0\0")),
          new ClientMessage.Execute("", 0),
          new ClientMessage.Sync());
      client.readUntil('Z');
      client.send(RawClient.query("SELECT 1"));
      client.readUntil('Z');
    }

    FakeRecording recording = workshop.recorder.only();
    assertThat(recording.outcomes()).containsExactly("1.1 skipped  0", "2.1 completed SELECT 1 1");
    assertThat(recording.events(DatabaseEvent.NoticeReceived.class))
        .singleElement()
        .satisfies(error -> assertThat(error.sqlState()).isEqualTo("42601"));
  }

  @Test
  void copyBothWaysIsRelayedAndItsInputRecorded() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      rows.append(i).append("\trow number ").append(i).append('\n');
    }
    StringWriter back = new StringWriter();
    try (Connection connection = workshop.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE copied (n int, t text)");
      var copies = connection.unwrap(PGConnection.class).getCopyAPI();

      copies.copyIn("COPY copied FROM STDIN", new StringReader(rows.toString()));
      copies.copyOut("COPY copied TO STDOUT", back);
      assertThatThrownBy(
              () -> copies.copyIn("COPY copied FROM STDIN", new StringReader("not a number\t\n")))
          .isInstanceOf(SQLException.class);
      assertThat(connection.isValid(5)).isTrue();
    }

    assertThat(back).hasToString(rows.toString());
    FakeRecording recording = workshop.recorder.only();
    byte[] recorded =
        FakeRecorder.join(
            recording.events(DatabaseEvent.CopyInput.class).stream()
                .map(DatabaseEvent.CopyInput::content)
                .toList());
    assertThat(new String(recorded, StandardCharsets.UTF_8)).startsWith(rows.toString());
    assertThat(recording.outcomes()).anyMatch(outcome -> outcome.contains("COPY 20000"));
  }

  @Test
  void tenMegabytesAreRecordedInPiecesAndArriveWhole() throws Exception {
    String large = "x".repeat(10_000_000);
    try (Connection connection = workshop.connect(Map.of("preferQueryMode", "simple"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT '" + large + "'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo(large);
    }
    try (Connection connection = workshop.connect();
        PreparedStatement statement = connection.prepareStatement("SELECT length(?)")) {
      statement.setString(1, large);
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(large.length());
      }
    }

    FakeRecording simple = workshop.recorder.recordings().getFirst();
    List<Content> pieces = new ArrayList<>();
    simple.events(DatabaseEvent.StatementStarted.class).stream()
        .filter(started -> started.content().length() > 10_000)
        .forEach(started -> pieces.add(started.content()));
    simple
        .events(DatabaseEvent.ClientContentContinued.class)
        .forEach(more -> pieces.add(more.content()));
    assertThat(pieces).hasSizeGreaterThan(10);
    assertThat(new String(FakeRecorder.join(pieces), StandardCharsets.UTF_8))
        .isEqualTo("SELECT '" + large + "'");
  }

  @Test
  void runningStatementIsCancelledByTheGatewaysOwnKeyAndThatIsRecorded() throws Exception {
    try (Connection connection = workshop.connect();
        Statement statement = connection.createStatement()) {
      Thread canceller =
          Thread.ofVirtual()
              .start(() -> {
                Awaitility.await()
                    .atMost(Workshop.PATIENCE)
                    .until(() ->
                        workshop
                            .recorder
                            .only()
                            .events(DatabaseEvent.StatementPrepared.class)
                            .stream()
                            .anyMatch(prepared ->
                                FakeRecorder.text(prepared.content()).contains("sleep")));
                try {
                  statement.cancel();
                } catch (SQLException failure) {
                  throw new IllegalStateException(failure);
                }
              });

      assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(25)"))
          .isInstanceOfSatisfying(
              SQLException.class, failure -> assertThat(failure.getSQLState()).isEqualTo("57014"));
      canceller.join(Workshop.PATIENCE);
    }
    assertThat(workshop.recorder.only().events(DatabaseEvent.CancelRequested.class)).hasSize(1);
  }

  @Test
  void unacceptedStatementDoesNotReachTheTargetUntilItIsAccepted() throws Exception {
    try (RawClient client = RawClient.loggedIn(workshop.port());
        RawClient witness = RawClient.loggedIn(workshop.port())) {
      FakeRecording held = workshop.recorder.recordings().getFirst();
      witness.send(RawClient.query("CREATE TABLE IF NOT EXISTS proof (n int); DELETE FROM proof"));
      witness.readUntil('Z');
      workshop.recorder.hold(event ->
          event instanceof DatabaseEvent.StatementStarted(_, _, _, var text)
              && FakeRecorder.text(text).startsWith("INSERT"));

      client.send(RawClient.query("INSERT INTO proof VALUES (1)"));
      Awaitility.await().atMost(Workshop.PATIENCE).until(() -> held.waiting() == 1);
      witness.send(RawClient.query("SELECT 'count ' || count(*) FROM proof"));
      assertThat(witness.readUntil('D').body()).contains("count 0");
      witness.readUntil('Z');
      workshop.recorder.release();

      assertThat(client.readUntil('C').body()).contains("INSERT 0 1");
    }
  }

  @Test
  void recordingThatBreaksWhileNothingHappensEndsTheSession() throws Exception {
    try (RawClient client = RawClient.loggedIn(workshop.port())) {
      workshop.recorder.only().breakNow();

      RawClient.Message answer = client.readMessage();
      assertThat(answer.type()).isEqualTo('E');
      assertThat(answer.body()).contains("58000", "recorder-failed");
    }
    awaitEnd(EndReason.RECORDER_FAILED);
  }

  @Test
  void recorderThatFailsEndsTheSessionBeforeTheStatementPasses() throws Exception {
    try (RawClient client = RawClient.loggedIn(workshop.port())) {
      workshop.recorder.refuse(event -> event instanceof DatabaseEvent.StatementStarted);

      client.send(RawClient.query("SELECT 1"));

      RawClient.Message answer = client.readMessage();
      assertThat(answer.type()).isEqualTo('E');
      assertThat(answer.body()).contains("58000", "recorder-failed");
    }
    awaitEnd(EndReason.RECORDER_FAILED);
  }

  @Test
  void admissionThatExpiresEndsTheLiveSessionWithAWord() throws Exception {
    workshop.until(Instant.now().plus(Duration.ofSeconds(4)));
    try (RawClient client = RawClient.loggedIn(workshop.port())) {
      assertThat(client.readMessage().body()).contains("57P01", "admission-expired");
    }
    awaitEnd(EndReason.ADMISSION_EXPIRED);
  }

  @Test
  void gatewayThatStopsEndsTheLiveSessionWithAWord() throws Exception {
    try (RawClient client = RawClient.loggedIn(workshop.port())) {
      Thread stop = Thread.ofVirtual().start(() -> workshop.gateway().stop(Workshop.PATIENCE));

      assertThat(client.readMessage().body()).contains("57P01", "gateway-stopped");
      stop.join(Workshop.PATIENCE);
    }
    awaitEnd(EndReason.GATEWAY_STOPPED);
  }

  @Test
  void garbageFromTheClientEndsItsSessionAndNoOther() throws Exception {
    try (RawClient client = RawClient.loggedIn(workshop.port());
        RawClient other = RawClient.loggedIn(workshop.port())) {
      client.send(RawClient.bytes("\u0001garbage, and more of it"));

      assertThat(client.readMessage().body()).contains("08P01");
      assertThat(client.isClosedWithoutAWord()).isTrue();
      other.send(RawClient.query("SELECT 'unhurt'"));
      assertThat(other.readUntil('D').body()).contains("unhurt");
    }
    Awaitility.await()
        .atMost(Workshop.PATIENCE)
        .untilAsserted(() ->
            assertThat(workshop.recorder.recordings().getFirst().ends())
                .containsExactly(EndReason.CLIENT_PROTOCOL_ERROR));
  }

  @Test
  void targetThatIsTerminatedIsSeenByTheClientInItsOwnWords() throws Exception {
    try (RawClient client = RawClient.loggedIn(workshop.port())) {
      client.send(RawClient.query("SELECT pg_terminate_backend(pg_backend_pid())"));

      assertThat(client.readUntil('E').body()).contains("FATAL", "57P01");
      assertThat(client.isClosedWithoutAWord()).isTrue();
    }
    awaitEnd(EndReason.TARGET_CLOSED);
  }

  private void awaitEnd(EndReason reason) {
    Awaitility.await()
        .atMost(Workshop.PATIENCE)
        .untilAsserted(() -> assertThat(workshop.recorder.only().ends()).containsExactly(reason));
    Awaitility.await()
        .atMost(Workshop.PATIENCE)
        .untilAsserted(() ->
            assertThat(workshop.auditLog.events(AuditAction.SESSION_ENDED))
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).isEqualTo(reason.code())));
  }
}
