package dev.gatescribe.recording.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Labels;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.LimitEvent;
import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.RequestedResource;
import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.session.event.StatementOutcome;
import dev.gatescribe.session.event.StreamPurpose;
import dev.gatescribe.session.event.StreamVisibility;
import dev.gatescribe.session.event.TimedEvent;
import dev.gatescribe.session.event.TransactionStatus;
import dev.gatescribe.session.event.WithheldReason;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventJsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");

  private static final EventJson FOR_PROGRAMS = new EventJson(ContentJson.DATA, false);
  private static final EventJson WITH_EVERYTHING = new EventJson(ContentJson.TEXT_OR_DATA, true);

  private static String json(Event event) throws Exception {
    return json(FOR_PROGRAMS, event);
  }

  private static String json(EventJson writer, Event event) throws Exception {
    return MAPPER.writeValueAsString(writer.of(new TimedEvent(3, 1_500_000, event)));
  }

  private static final String HEAD = "{\"sequence\":3,\"offsetMicros\":1500000,\"type\":";

  static Stream<Arguments> everyEvent() {
    return Stream.of(sessionEvents(), databaseEvents(), kubernetesEvents(), limitEvents())
        .flatMap(events -> events);
  }

  private static Stream<Arguments> limitEvents() {
    String hash = "0f".repeat(32);
    return Stream.of(
        Arguments.of(
            new LimitEvent.ContentLimited(ContentFlow.ERROR_OUTPUT, 4, 64),
            HEAD
                + "\"content-limited\",\"stream\":4,\"flow\":\"error-output\","
                + "\"keptBytes\":64}"),
        Arguments.of(
            new LimitEvent.ContentDigest(ContentFlow.COPY_INPUT, 7, true, 100, 36, hash),
            HEAD
                + "\"content-digest\",\"statement\":7,\"flow\":\"copy-input\",\"ended\":true,"
                + "\"bytes\":100,\"withheldBytes\":36,\"sha256\":\""
                + hash
                + "\"}"));
  }

  private static Stream<Arguments> sessionEvents() {
    String head = HEAD;
    return Stream.of(
        Arguments.of(
            new Event.SessionStarted(
                new SessionDescription(
                    RecordingId.parse("01kdyw9bh0kzxwfh8rsb6v4d2e"),
                    Protocol.SSH,
                    "ada",
                    "web-1",
                    "deploy",
                    "::1:5",
                    "key",
                    "all",
                    AT,
                    Labels.of(Map.of("environment", "test", "a", "")))),
            head
                + "\"session-started\",\"id\":\"01kdyw9bh0kzxwfh8rsb6v4d2e\","
                + "\"protocol\":\"ssh\",\"principal\":\"ada\",\"target\":\"web-1\","
                + "\"login\":\"deploy\",\"clientAddress\":\"::1:5\",\"authentication\":\"key\","
                + "\"rule\":\"all\",\"startedAt\":\"2026-11-21T10:00:00Z\","
                + "\"labels\":{\"a\":\"\",\"environment\":\"test\"}}"),
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
            new Event.TargetConnected("10.0.0.7", 41_234, "2001:db8::5", 22),
            head
                + "\"target-connected\",\"localAddress\":\"10.0.0.7\",\"localPort\":41234,"
                + "\"remoteAddress\":\"2001:db8::5\",\"remotePort\":22}"),
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
                    AT,
                    AuditAction.WEB_SIGNED_IN,
                    "1",
                    "2",
                    Protocol.WEB,
                    "3",
                    "4",
                    "5",
                    "6",
                    "7",
                    "8")),
            head
                + "\"audited\",\"at\":\"2026-11-21T10:00:00Z\",\"action\":\"web-signed-in\","
                + "\"reason\":\"1\",\"session\":\"2\",\"protocol\":\"web\",\"principal\":\"3\","
                + "\"target\":\"4\",\"login\":\"5\",\"clientAddress\":\"6\",\"rule\":\"7\","
                + "\"detail\":\"8\"}"),
        Arguments.of(
            new Event.UnknownEvent(77, Content.of("zz")),
            head + "\"unknown\",\"kind\":77,\"length\":2}"));
  }

  private static Stream<Arguments> databaseEvents() {
    return Stream.of(
        Arguments.of(
            new DatabaseEvent.StartupParameterSet("database", Content.of("C")),
            HEAD + "\"startup-parameter-set\",\"name\":\"database\",\"data\":\"Qw==\"}"),
        Arguments.of(
            new DatabaseEvent.StatementPrepared("s", List.of(23, -1), Content.of("C")),
            HEAD
                + "\"statement-prepared\",\"name\":\"s\",\"parameterTypes\":[23,4294967295],"
                + "\"data\":\"Qw==\"}"),
        Arguments.of(
            new DatabaseEvent.ValuesBound("p", "s", Content.of("C")),
            HEAD + "\"values-bound\",\"portal\":\"p\",\"prepared\":\"s\",\"data\":\"Qw==\"}"),
        Arguments.of(
            new DatabaseEvent.StatementStarted(1, StatementForm.PORTAL, "p", Content.of("")),
            HEAD
                + "\"statement-started\",\"statement\":1,\"form\":\"portal\",\"portal\":\"p\","
                + "\"data\":\"\"}"),
        Arguments.of(
            new DatabaseEvent.ClientContentContinued(Content.of("C")),
            HEAD + "\"client-content-continued\",\"data\":\"Qw==\"}"),
        Arguments.of(
            new DatabaseEvent.CopyInput(1, Content.of("C")),
            HEAD + "\"copy-input\",\"statement\":1,\"data\":\"Qw==\"}"),
        Arguments.of(
            new DatabaseEvent.CopyInputEnded(1, "no"),
            HEAD + "\"copy-input-ended\",\"statement\":1,\"failure\":\"no\"}"),
        Arguments.of(
            new DatabaseEvent.ResultReturned(
                1, 5, new Content.Withheld(WithheldReason.POLICY, 400)),
            HEAD
                + "\"result-returned\",\"statement\":1,\"rows\":5,"
                + "\"withheld\":{\"reason\":\"policy\",\"length\":400}}"),
        Arguments.of(
            new DatabaseEvent.StatementEnded(
                1, 2, StatementOutcome.FAILED, "ERROR", 0, "42P01", "no such table"),
            HEAD
                + "\"statement-ended\",\"statement\":1,\"part\":2,\"outcome\":\"failed\","
                + "\"tag\":\"ERROR\",\"rows\":0,\"sqlState\":\"42P01\","
                + "\"message\":\"no such table\"}"),
        Arguments.of(
            new DatabaseEvent.NoticeReceived("WARNING", "25P01", "m"),
            HEAD
                + "\"notice-received\",\"severity\":\"WARNING\",\"sqlState\":\"25P01\","
                + "\"message\":\"m\"}"),
        Arguments.of(
            new DatabaseEvent.NotificationReceived(-1, "orders", Content.of("C")),
            HEAD
                + "\"notification-received\",\"processId\":4294967295,\"channel\":\"orders\","
                + "\"data\":\"Qw==\"}"),
        Arguments.of(
            new DatabaseEvent.CancelRequested("::1:6"),
            HEAD + "\"cancel-requested\",\"clientAddress\":\"::1:6\"}"),
        Arguments.of(
            new DatabaseEvent.TransactionChanged(TransactionStatus.IN_TRANSACTION),
            HEAD + "\"transaction-changed\",\"transaction\":\"in-transaction\"}"),
        Arguments.of(
            new DatabaseEvent.MessagesForwarded(1, 2, 3, 4),
            HEAD
                + "\"messages-forwarded\",\"clientMessages\":1,\"clientBytes\":2,"
                + "\"upstreamMessages\":3,\"upstreamBytes\":4}"),
        Arguments.of(
            new DatabaseEvent.PreparationFailed(2),
            HEAD + "\"preparation-failed\",\"preparation\":2}"));
  }

  private static Stream<Arguments> kubernetesEvents() {
    return Stream.of(
        Arguments.of(
            new KubernetesEvent.RequestStarted(
                1,
                "PUT",
                "update",
                new RequestedResource("apps", "v1", "shop", "deployments", "till", "scale"),
                "kubectl",
                Content.of("C")),
            HEAD
                + "\"request-started\",\"request\":1,\"method\":\"PUT\",\"verb\":\"update\","
                + "\"resource\":{\"group\":\"apps\",\"version\":\"v1\",\"namespace\":\"shop\","
                + "\"resource\":\"deployments\",\"name\":\"till\",\"subresource\":\"scale\"},"
                + "\"userAgent\":\"kubectl\",\"data\":\"Qw==\"}"),
        Arguments.of(
            new KubernetesEvent.RequestBody(1, new Content.Withheld(WithheldReason.SECRET, 9)),
            HEAD
                + "\"request-body\",\"request\":1,"
                + "\"withheld\":{\"reason\":\"secret\",\"length\":9}}"),
        Arguments.of(
            new KubernetesEvent.ResponseStarted(1, 201, "application/json"),
            HEAD
                + "\"response-started\",\"request\":1,\"status\":201,"
                + "\"contentType\":\"application/json\"}"),
        Arguments.of(
            new KubernetesEvent.ResponseBody(1, Content.of("C")),
            HEAD + "\"response-body\",\"request\":1,\"data\":\"Qw==\"}"),
        Arguments.of(
            new KubernetesEvent.RequestUpgraded(1, "SPDY/3.1"),
            HEAD + "\"request-upgraded\",\"request\":1,\"protocol\":\"SPDY/3.1\"}"),
        Arguments.of(
            new KubernetesEvent.StreamAttached(1, 4, StreamPurpose.PORT_FORWARD, "8080"),
            HEAD
                + "\"stream-attached\",\"request\":1,\"stream\":4,\"purpose\":\"port-forward\","
                + "\"detail\":\"8080\"}"),
        Arguments.of(
            new KubernetesEvent.RequestRefused(1, "namespace till", "namespace-not-allowed"),
            HEAD
                + "\"request-refused\",\"request\":1,\"what\":\"namespace till\","
                + "\"reason\":\"namespace-not-allowed\"}"),
        Arguments.of(
            new KubernetesEvent.RequestEnded(1, RequestOutcome.CLIENT_CLOSED),
            HEAD + "\"request-ended\",\"request\":1,\"outcome\":\"client-closed\"}"));
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
    assertThat(tested).containsExactlyInAnyOrderElementsOf(recordsOf(Event.class));
  }

  private static List<Class<?>> recordsOf(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses())
        .flatMap(kind -> kind.isRecord() ? Stream.of(kind) : recordsOf(kind).stream())
        .collect(Collectors.toList());
  }

  @Test
  void whatWasTypedIsToldToThoseWhoAskOnly() throws Exception {
    Event typed = new Event.Input(1, Content.of("hunter2"));

    assertThat(json(typed)).doesNotContain("hunter2", "aHVudGVyMg");
    assertThat(json(WITH_EVERYTHING, typed))
        .isEqualTo(HEAD + "\"input\",\"stream\":1,\"text\":\"hunter2\"}");
  }

  @Test
  void bytesAreTextWhereTheyAreUtf8AndBase64WhereTheyAreNot() throws Exception {
    assertThat(json(WITH_EVERYTHING, new Event.Output(1, Content.of("gr\u00fc\u001b\""))))
        .isEqualTo(HEAD + "\"output\",\"stream\":1,\"text\":\"gr\u00fc\\u001B\\\"\"}");
    assertThat(
            json(WITH_EVERYTHING, new Event.Output(1, Content.of(new byte[] {'g', (byte) 0xc3}))))
        .isEqualTo(HEAD + "\"output\",\"stream\":1,\"data\":\"Z8M=\"}");
  }

  @Test
  void tellingAnEventTwiceTellsTheSame() throws Exception {
    Event event = new Event.Output(1, Content.of("once"));
    assertThat(json(event)).isEqualTo(json(event));
  }
}
