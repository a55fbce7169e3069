package dev.gatescribe.player.web.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.StreamVisibility;
import dev.gatescribe.session.event.TimedEvent;
import dev.gatescribe.session.event.WithheldReason;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventJsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");

  private static String json(Event event) throws Exception {
    return MAPPER.writeValueAsString(EventJson.of(new TimedEvent(3, 1_500_000, event)));
  }

  static Stream<Arguments> everyEvent() {
    String head = "{\"sequence\":3,\"offsetMicros\":1500000,\"type\":";
    return Stream.of(
        Arguments.of(
            new Event.SessionStarted(
                new SessionDescription(
                    RecordingId.create(AT),
                    Protocol.SSH,
                    "ada",
                    "web-1",
                    "deploy",
                    "::1:5",
                    "key",
                    "all",
                    AT)),
            head
                + "\"session-started\",\"protocol\":\"ssh\",\"principal\":\"ada\","
                + "\"target\":\"web-1\",\"login\":\"deploy\"}"),
        Arguments.of(
            new Event.SessionEnded(EndReason.GATEWAY_LOST, "x"),
            head + "\"session-ended\",\"reason\":\"gateway-lost\",\"detail\":\"x\"}"),
        Arguments.of(
            new Event.StreamOpened(1, StreamVisibility.METADATA),
            head + "\"stream-opened\",\"stream\":1,\"visibility\":\"metadata\"}"),
        Arguments.of(new Event.StreamClosed(1), head + "\"stream-closed\",\"stream\":1}"),
        Arguments.of(
            new Event.TerminalOpened(1, "xterm", 80, 24),
            head
                + "\"terminal-opened\",\"stream\":1,\"terminalType\":\"xterm\",\"columns\":80,"
                + "\"rows\":24}"),
        Arguments.of(
            new Event.TerminalResized(1, 132, 43),
            head + "\"terminal-resized\",\"stream\":1,\"columns\":132,\"rows\":43}"),
        Arguments.of(
            new Event.EnvironmentSet(1, "LANG", Content.of("C")),
            head + "\"environment-set\",\"stream\":1,\"name\":\"LANG\",\"data\":\"Qw==\"}"),
        Arguments.of(new Event.ShellStarted(1), head + "\"shell-started\",\"stream\":1}"),
        Arguments.of(
            new Event.CommandStarted(1, Content.of("id")),
            head + "\"command-started\",\"stream\":1,\"data\":\"aWQ=\"}"),
        Arguments.of(
            new Event.Output(1, Content.of(new byte[] {(byte) 0xff, 0, (byte) 0xc3})),
            head + "\"output\",\"stream\":1,\"data\":\"/wDD\"}"),
        Arguments.of(
            new Event.ErrorOutput(1, new Content.Withheld(WithheldReason.POLICY, 400)),
            head
                + "\"error-output\",\"stream\":1,\"withheld\":{\"reason\":\"policy\","
                + "\"length\":400}}"),
        Arguments.of(
            new Event.Input(1, Content.of("hunter2")),
            head + "\"input\",\"stream\":1,\"length\":7}"),
        Arguments.of(new Event.EndOfInput(1), head + "\"end-of-input\",\"stream\":1}"),
        Arguments.of(new Event.EndOfOutput(1), head + "\"end-of-output\",\"stream\":1}"),
        Arguments.of(
            new Event.SignalSent(1, "INT"),
            head + "\"signal-sent\",\"stream\":1,\"signal\":\"INT\"}"),
        Arguments.of(
            new Event.BreakSent(1, 500), head + "\"break-sent\",\"stream\":1,\"millis\":500}"),
        Arguments.of(
            new Event.Exited(1, 4_000_000_000L),
            head + "\"exited\",\"stream\":1,\"status\":4000000000}"),
        Arguments.of(
            new Event.Killed(1, "SEGV", true, "m"),
            head
                + "\"killed\",\"stream\":1,\"signal\":\"SEGV\",\"coreDumped\":true,"
                + "\"message\":\"m\"}"),
        Arguments.of(
            new Event.Refused(1, "x11", "not-offered"),
            head + "\"refused\",\"stream\":1,\"what\":\"x11\",\"reason\":\"not-offered\"}"),
        Arguments.of(
            new Event.Audited(
                new AuditEvent(
                    AT, AuditAction.WEB_SIGNED_IN, "", "", Protocol.WEB, "", "", "", "", "", "")),
            head + "\"audited\"}"),
        Arguments.of(
            new Event.UnknownEvent(77, Content.of("zz")),
            head + "\"unknown\",\"kind\":77,\"length\":2}"));
  }

  @ParameterizedTest
  @MethodSource("everyEvent")
  void eventHasItsJson(Event event, String expected) throws Exception {
    assertThat(json(event)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("everyEvent")
  void theTypeIsTheNameOfTheRecordWithDashes(Event event, String expected) {
    String dashed =
        event
            .getClass()
            .getSimpleName()
            .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
            .toLowerCase(Locale.ROOT)
            .replace("unknown-event", "unknown");
    assertThat(expected).contains("\"type\":\"" + dashed + "\"");
  }

  @Test
  void everyKindOfEventIsAmongTheTests() {
    List<Class<?>> tested =
        everyEvent().<Class<?>>map(arguments -> arguments.get()[0].getClass()).toList();
    assertThat(tested).containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("everyEvent")
  void openApiKnowsEveryField(Event event, String expected) {
    List<String> documented =
        Arrays.stream(EventDocument.class.getRecordComponents())
            .map(RecordComponent::getName)
            .toList();
    assertThat(documented)
        .containsAll(() -> EventJson.of(new TimedEvent(0, 0, event)).fieldNames());
  }

  @Test
  void whatWasTypedIsNotTold() throws Exception {
    assertThat(json(new Event.Input(1, Content.of("hunter2")))).doesNotContain("aHVudGVyMg");
  }

  @Test
  void tellingAnEventTwiceTellsTheSame() throws Exception {
    Event event = new Event.Output(1, Content.of("once"));
    assertThat(json(event)).isEqualTo(json(event));
  }
}
