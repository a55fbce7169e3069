package dev.gatescribe.gateway.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.ContentLimits;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.LimitEvent;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/**
 * Copies past the cap, and sessions past their budget, with a real driver and a real PostgreSQL.
 */
@Timeout(120)
class ContentLimitsTest {
  private static final int CAP = 10_000;

  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = Workshop.open();
  }

  @AfterEach
  void close() throws Exception {
    workshop.close();
  }

  private static String rows(int count) {
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < count; row++) {
      rows.append(row).append('\n');
    }
    return rows.toString();
  }

  @Test
  void copyPastTheCapArrivesWholeAndItsBeginningItsLengthAndItsHashAreRecorded() throws Exception {
    workshop.content(new ContentLimits(CAP, ContentLimits.UNLIMITED));
    String rows = rows(100_000);
    byte[] sent = rows.getBytes(StandardCharsets.US_ASCII);

    try (Connection connection = workshop.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE copied (number int)");
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY copied FROM STDIN", new StringReader(rows));
      try (ResultSet answer = statement.executeQuery("SELECT count(*) FROM copied")) {
        answer.next();
        assertThat(answer.getInt(1)).isEqualTo(100_000);
      }
    }

    FakeRecorder.FakeRecording recording = workshop.recorder.only();
    List<Content> contents =
        recording.events(DatabaseEvent.CopyInput.class).stream()
            .map(DatabaseEvent.CopyInput::content)
            .toList();
    List<Content> kept = contents.stream().filter(Content.Clear.class::isInstance).toList();
    assertThat(FakeRecorder.join(kept)).isEqualTo(Arrays.copyOf(sent, CAP));
    assertThat(contents.stream().mapToLong(Content::length).sum()).isEqualTo(sent.length);
    LimitEvent.ContentLimited limited =
        recording.events(LimitEvent.ContentLimited.class).getFirst();
    assertThat(recording.events(LimitEvent.class))
        .containsExactly(
            new LimitEvent.ContentLimited(ContentFlow.COPY_INPUT, limited.number(), CAP),
            new LimitEvent.ContentDigest(
                ContentFlow.COPY_INPUT,
                limited.number(),
                true,
                sent.length,
                sent.length - CAP,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sent))));
  }

  @Test
  void copyPastTheBudgetEndsTheSessionWithAWordAndNothingBeyondReachesTheTarget() throws Exception {
    workshop.content(new ContentLimits(ContentLimits.UNLIMITED, 100_000));

    try (RawClient client = RawClient.loggedIn(workshop.port())) {
      client.send(RawClient.query("COPY (SELECT 1) TO STDOUT"));
      client.readUntil('Z');
      client.send(RawClient.query("x".repeat(95_000)));
      RawClient.Message notice = client.readUntil('N');
      assertThat(notice.body()).contains("WARNING", "01000", "90% of this session's budget");
      client.readUntil('Z');

      client.send(RawClient.query("y".repeat(10_000)));

      RawClient.Message answer = client.readMessage();
      assertThat(answer.type()).isEqualTo('E');
      assertThat(answer.body())
          .contains("FATAL", "53400", "byte-budget", "its budget of 100000B of recorded content");
    }
    await()
        .atMost(Workshop.PATIENCE)
        .untilAsserted(() ->
            assertThat(workshop.recorder.only().ends()).containsExactly(EndReason.BYTE_BUDGET));
    assertThat(workshop.recorder.only().queries()).noneMatch(query -> query.startsWith("y"));
  }

  @Test
  void driverThatCopiesPastTheBudgetFailsAndNothingIsCopied() throws Exception {
    workshop.content(new ContentLimits(ContentLimits.UNLIMITED, 100_000));

    assertThatThrownBy(this::copyMuch).isInstanceOf(SQLException.class);

    await()
        .atMost(Workshop.PATIENCE)
        .untilAsserted(() ->
            assertThat(workshop.recorder.only().ends()).containsExactly(EndReason.BYTE_BUDGET));
    assertThat(workshop.recorder.only().outcomes()).noneMatch(outcome -> outcome.contains("COPY"));
  }

  private void copyMuch() throws Exception {
    try (Connection connection = workshop.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE copied (number int)");
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY copied FROM STDIN", new StringReader(rows(500_000)));
    }
  }
}
