package dev.gatescribe.siem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OcsfEventsTest {
  private static final RecordingId LOG = RecordingId.create(Instant.parse("2026-11-21T09:00:00Z"));

  private static JsonNode json(AuditEvent event) throws IOException {
    return new ObjectMapper().readTree(new OcsfEvents("1.2.3").json(new AuditEntry(LOG, 7, event)));
  }

  @ParameterizedTest
  @EnumSource
  void everyActionHasWhatTheSchemaRequiresOfAll(AuditAction action) throws IOException {
    JsonNode event = json(AuditLogBed.event(action, "why"));

    assertThat(event.get("type_uid").asLong())
        .isEqualTo(event.get("class_uid").asLong() * 100 + event.get("activity_id").asLong());
    assertThat(event.get("class_uid").asInt() / 1000).isEqualTo(event.get("category_uid").asInt());
    assertThat(event.get("time").asLong()).isEqualTo(1_795_255_200_250L);
    assertThat(event.get("severity_id").asInt()).isBetween(1, 4);
    assertThat(event.at("/metadata/version").asText()).isEqualTo("1.4.0");
    assertThat(event.at("/metadata/uid").asText()).isEqualTo(LOG + "-7");
    assertThat(event.at("/metadata/product/version").asText()).isEqualTo("1.2.3");
    assertThat(event.at("/metadata/event_code").asText()).isEqualTo(action.code());
  }

  @ParameterizedTest
  @CsvSource({
    "SESSION_STARTED, 300201, 1",
    "SESSION_ENDED, 300202, 1",
    "AUTHENTICATION_FAILED, 300201, 2",
    "SESSION_ADMITTED, 300301, 1",
    "SESSION_DENIED, 300301, 2",
    "GATEWAY_STARTED, 600203, 1",
    "GATEWAY_STOPPED, 600204, 1",
    "RECORDING_VIEWED, 600302, 1",
    "RECORDING_DELETION_REFUSED, 600304, 2",
    "RECORDING_MISSING, 200401, 1"
  })
  void actionIsOfItsTypeAndStatus(AuditAction action, long type, int status) throws IOException {
    JsonNode event = json(AuditLogBed.event(action, ""));

    assertThat(event.get("type_uid").asLong()).isEqualTo(type);
    assertThat(event.get("status_id").asInt()).isEqualTo(status);
  }

  @Test
  void denialSaysWhoFromWhereOnWhatAndWhy() throws IOException {
    JsonNode event = json(AuditLogBed.event(AuditAction.SESSION_DENIED, "no rule"));

    assertThat(event.at("/user/name").asText()).isEqualTo("asha");
    assertThat(event.at("/src_endpoint/ip").asText()).isEqualTo("192.0.2.7");
    assertThat(event.at("/src_endpoint/port").asInt()).isEqualTo(50_022);
    assertThat(event.at("/dst_endpoint/name").asText()).isEqualTo("web-1");
    assertThat(event.at("/dst_endpoint/svc_name").asText()).isEqualTo("ssh");
    assertThat(event.at("/privileges/0").asText()).isEqualTo("deploy");
    assertThat(event.at("/session/uid").asText()).isEqualTo("01kdyw9bh0kzxwfh8rsb6v4d2e");
    assertThat(event.get("status_code").asText()).isEqualTo("target-not-allowed");
    assertThat(event.at("/unmapped/rule").asText()).isEqualTo("operators");
    assertThat(event.get("message").asText())
        .isEqualTo("session denied: asha on web-1 as deploy (no rule)");
  }

  @Test
  void textOfAStrangerStaysInItsPlace() throws IOException {
    String hostile = "\"}\n{\"class_uid\":1,\u0000\u001b[31m\u2028";
    AuditEvent event =
        new AuditEvent(
            Instant.EPOCH,
            AuditAction.AUTHENTICATION_FAILED,
            "unknown-principal",
            "",
            Protocol.SSH,
            hostile,
            hostile,
            hostile,
            "nowhere",
            "",
            hostile);
    String line = new OcsfEvents("1").json(new AuditEntry(LOG, 0, event));

    assertThat(line).doesNotContain("\n", "\u0000", "\u001b");
    assertThat(json(event).at("/user/name").asText()).isEqualTo(hostile);
    assertThat(json(event).has("src_endpoint")).isFalse();
  }
}
