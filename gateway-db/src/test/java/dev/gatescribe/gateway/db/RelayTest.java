package dev.gatescribe.gateway.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.gateway.db.FakeRecorder.FakeRecording;
import dev.gatescribe.session.EndReason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
    try (Connection connection = workshop.connect(java.util.Map.of("preferQueryMode", "simple"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 6 * 7")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(42);
    }

    FakeRecording recording = workshop.recorder.only();
    assertThat(recording.queries()).contains("SELECT 6 * 7");
    int number = recording.queries().indexOf("SELECT 6 * 7") + 1;
    assertThat(recording.outcomes()).contains(number + ".1 completed SELECT 1 1");
    Awaitility.await()
        .atMost(Workshop.PATIENCE)
        .untilAsserted(() -> assertThat(recording.ends()).containsExactly(EndReason.CLIENT_CLOSED));
  }
}
