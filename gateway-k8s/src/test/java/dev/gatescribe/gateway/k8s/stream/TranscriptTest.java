package dev.gatescribe.gateway.k8s.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.gateway.k8s.request.RequestInfo;
import dev.gatescribe.gateway.k8s.request.RequestTarget;
import dev.gatescribe.gateway.k8s.request.RequestTargetException;
import dev.gatescribe.gateway.k8s.wire.SpdyFrames;
import dev.gatescribe.gateway.k8s.wire.WebSocketFrames;
import dev.gatescribe.gateway.k8s.wire.WebSocketOpcode;
import dev.gatescribe.gateway.k8s.wire.WireException;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.StreamPurpose;
import dev.gatescribe.session.event.StreamVisibility;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said on streams, as recordings tell it. */
class TranscriptTest {
  private static final String POD = "/api/v1/namespaces/web/pods/a/";
  private static final String EXIT_3 =
      "{\"status\":\"Failure\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":"
          + "[{\"reason\":\"ExitCode\",\"message\":\"3\"}]}}";

  private final SpdyFrames client = new SpdyFrames();
  private final SpdyFrames upstream = new SpdyFrames();

  @AfterEach
  void close() {
    client.close();
    upstream.close();
  }

  @Test
  void aCommandIsStartedThenItsWordsAreOneLineForAShell() throws Exception {
    Transcript exec =
        webSocket(
            "v5.channel.k8s.io",
            "exec?container=c&command=sh&command=-c&command=echo+it%27s&command=");

    assertThat(exec.opening())
        .containsExactly(
            new Event.StreamOpened(7, StreamVisibility.CONTENT),
            new KubernetesEvent.StreamAttached(1, 7, StreamPurpose.EXEC, "c"),
            new Event.CommandStarted(7, Content.of("sh -c 'echo it'\\''s' ''")));
    assertThat(exec.closing()).containsExactly(new Event.StreamClosed(7));
    assertThat(exec.closing()).isEmpty();
  }

  @Test
  void anAttachBeginsThenThereIsNoCommand() throws Exception {
    assertThat(webSocket("v4.channel.k8s.io", "attach").opening())
        .containsExactly(
            new Event.StreamOpened(7, StreamVisibility.CONTENT),
            new KubernetesEvent.StreamAttached(1, 7, StreamPurpose.ATTACH, ""));
  }

  @Test
  void aTerminalIsUsedThenItsSizesInputOutputAndExitAreTold() throws Exception {
    Transcript exec = webSocket("v5.channel.k8s.io", "exec?command=sh&tty=true");

    assertThat(told(exec.fromClient(message(4, "{\"Width\":80,\"Height\":24}\n", true))))
        .containsExactly("TerminalOpened[stream=7, terminalType=, columns=80, rows=24]");
    assertThat(told(exec.fromClient(message(0, "ls\n", true)))).containsExactly("Input ls\n");
    assertThat(told(exec.fromUpstream(message(1, "file", false)))).containsExactly("Output file");
    assertThat(told(exec.fromClient(message(4, "{\"Width\":70000,\"Height\":1}", true))))
        .containsExactly("TerminalResized[stream=7, columns=65535, rows=1]");
    assertThat(told(exec.fromUpstream(message(2, "oh", false)))).containsExactly("ErrorOutput oh");
    assertThat(told(exec.fromClient(message(255, "\0", true))))
        .containsExactly("EndOfInput[stream=7]");
    assertThat(exec.isConcluded()).isFalse();
    assertThat(told(exec.fromUpstream(message(3, EXIT_3, false))))
        .containsExactly("Exited[stream=7, status=3]");
    assertThat(exec.isConcluded()).isTrue();
  }

  @Test
  void aTerminalSpeaksBeforeItsSizeIsKnownThenItIsOpenedWithoutOne() throws Exception {
    Transcript exec = webSocket("v5.channel.k8s.io", "exec?command=sh&tty=1");

    assertThat(told(exec.fromUpstream(message(1, "$", false))))
        .containsExactly("TerminalOpened[stream=7, terminalType=, columns=0, rows=0]", "Output $");
    assertThat(told(exec.fromClient(message(4, "{\"Width\":8,\"Height\":4}", true))))
        .containsExactly("TerminalResized[stream=7, columns=8, rows=4]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          {"status":"Success"}                        | Exited[stream=7, status=0]
          {"status":"Failure","message":"no such pod"} | ResponseBody {"status":"Failure","message":"no such pod"}
          not json                                    | ResponseBody not json
          {"details":{"causes":[{"reason":"ExitCode","message":"x"}]}} | ResponseBody {"details":{"causes":[{"reason":"ExitCode","message":"x"}]}}
          """)
  void aCommandEndsThenItsOutcomeIsTold(String said, String told) throws Exception {
    Transcript exec = webSocket("v4.channel.k8s.io", "exec?command=x");

    assertThat(told(exec.fromUpstream(message(3, said, false)))).containsExactly(told);
  }

  @Test
  void aCommandIsExecutedOverSpdyThenTheSameIsTold() throws Exception {
    Transcript exec = transcript(false, "v4.channel.k8s.io", "exec?command=sh");

    assertThat(exec.fromClient(spdy(client.open(1, Map.of("streamtype", "error"))))).isEmpty();
    assertThat(exec.fromClient(spdy(client.open(3, Map.of("streamtype", "stdin"))))).isEmpty();
    assertThat(exec.fromClient(spdy(client.open(5, Map.of("streamtype", "stdout"))))).isEmpty();
    assertThat(exec.fromUpstream(spdy(upstream.reply(1)))).isEmpty();
    assertThat(told(exec.fromClient(spdy(client.data(3, bytes("in"), true)))))
        .containsExactly("Input in", "EndOfInput[stream=7]");
    assertThat(told(exec.fromUpstream(spdy(upstream.data(5, bytes("out"), true)))))
        .containsExactly("Output out");
    assertThat(exec.fromUpstream(spdy(upstream.data(1, bytes(EXIT_3), false)))).isEmpty();
    assertThat(told(exec.fromUpstream(spdy(upstream.data(1, new byte[0], true)))))
        .containsExactly("Exited[stream=7, status=3]");
  }

  @Test
  void aPortIsForwardedThenEachConnectionIsAStream() throws Exception {
    Transcript forward = transcript(false, "portforward.k8s.io", "portforward");

    assertThat(forward.opening()).isEmpty();
    assertThat(told(forward.fromClient(spdy(client.open(1, connection("error", "0"))))))
        .containsExactly(
            "StreamOpened[stream=7, visibility=CONTENT]",
            "StreamAttached[request=1, stream=7, purpose=PORT_FORWARD, detail=8080]");
    assertThat(forward.fromClient(spdy(client.open(3, connection("data", "0"))))).isEmpty();
    assertThat(told(forward.fromClient(spdy(client.open(5, connection("data", "1")))))).hasSize(2);
    assertThat(told(forward.fromClient(spdy(client.data(3, bytes("GET"), true)))))
        .containsExactly("Input GET", "EndOfInput[stream=7]");
    assertThat(told(forward.fromUpstream(spdy(upstream.data(1, bytes("refused"), true)))))
        .containsExactly("ErrorOutput refused");
    assertThat(told(forward.fromUpstream(spdy(upstream.data(3, bytes("200"), true)))))
        .containsExactly("Output 200", "EndOfOutput[stream=7]", "StreamClosed[stream=7]");
    assertThat(told(forward.fromClient(spdy(client.reset(5)))))
        .containsExactly("EndOfInput[stream=8]", "EndOfOutput[stream=8]", "StreamClosed[stream=8]");
    assertThat(forward.closing()).isEmpty();
  }

  @Test
  void aPortIsForwardedOverSpdyInsideAWebSocketThenItsBytesAreTold() throws Exception {
    Transcript forward = webSocket("SPDY/3.1+portforward.k8s.io", "portforward");

    forward.fromClient(tunnelled(client.open(1, connection("data", "0")), true));

    assertThat(told(forward.fromClient(tunnelled(client.data(1, bytes("x"), false), true))))
        .containsExactly("Input x");
    assertThat(told(forward.fromUpstream(tunnelled(upstream.data(1, bytes("y"), false), false))))
        .containsExactly("Output y");
    assertThat(told(forward.closing())).containsExactly("StreamClosed[stream=7]");
  }

  @Test
  void portsAreForwardedOverNumberedChannelsThenTheirPrefixesAreNotTold() throws Exception {
    Transcript forward = webSocket("v4.channel.k8s.io", "portforward?ports=80,443");

    assertThat(told(forward.opening()))
        .containsExactly(
            "StreamOpened[stream=7, visibility=CONTENT]",
            "StreamAttached[request=1, stream=7, purpose=PORT_FORWARD, detail=80]",
            "StreamOpened[stream=8, visibility=CONTENT]",
            "StreamAttached[request=1, stream=8, purpose=PORT_FORWARD, detail=443]");
    assertThat(forward.fromUpstream(message(2, "\1\2", false))).isEmpty();
    assertThat(told(forward.fromUpstream(message(2, "hi", false)))).containsExactly("Output hi");
    assertThat(told(forward.fromUpstream(message(3, "\1\2no", false))))
        .containsExactly("ErrorOutput no");
    assertThat(told(forward.fromClient(message(0, "in", true)))).containsExactly("Input in");
    assertThatThrownBy(() -> forward.fromClient(message(4, "x", true)))
        .isInstanceOf(WireException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 9, 200})
  void theClientSpeaksOnAChannelThatIsNotItsOwnThenNothingPasses(int channel) throws Exception {
    Transcript exec = webSocket("v5.channel.k8s.io", "exec?command=x");

    assertThatThrownBy(() -> exec.fromClient(message(channel, "x", true)))
        .isInstanceOf(WireException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 7})
  void theTargetSpeaksOnAChannelThatIsNotItsOwnThenNothingPasses(int channel) throws Exception {
    Transcript exec = webSocket("v5.channel.k8s.io", "exec?command=x");

    assertThatThrownBy(() -> exec.fromUpstream(message(channel, "x", false)))
        .isInstanceOf(WireException.class);
  }

  @Test
  void streamsAreNotOpenedAsTheyShouldBeThenNothingPasses() throws Exception {
    Transcript exec = transcript(false, "v4.channel.k8s.io", "exec?command=x");
    exec.fromClient(spdy(client.open(1, Map.of("streamtype", "stdin"))));

    assertThatThrownBy(() -> exec.fromClient(spdy(client.data(9, bytes("x"), false))))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> exec.fromClient(spdy(client.open(3, Map.of("streamtype", "stdin")))))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> exec.fromClient(spdy(client.open(5, Map.of("streamtype", "what")))))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(
            () -> exec.fromUpstream(spdy(upstream.open(2, Map.of("streamtype", "stdout")))))
        .isInstanceOf(WireException.class);
  }

  @Test
  void anOutcomeOrASizeHasNoEndThenItIsRefused() throws Exception {
    Transcript exec = webSocket("v5.channel.k8s.io", "exec?command=x");

    assertThatThrownBy(() -> exec.fromUpstream(message(3, "x".repeat(70_000), false)))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> exec.fromClient(message(4, "x".repeat(2_000), true)))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> exec.fromClient(message(4, "{no}", true)))
        .isInstanceOf(WireException.class);
  }

  private static Map<String, String> connection(String type, String number) {
    return Map.of("streamtype", type, "port", "8080", "requestid", number);
  }

  private static Transcript webSocket(String protocol, String rest) throws RequestTargetException {
    return transcript(true, protocol, rest);
  }

  private static Transcript transcript(boolean webSocket, String protocol, String rest)
      throws RequestTargetException {
    RequestTarget target = RequestTarget.parse(POD + rest);
    AtomicInteger streams = new AtomicInteger(6);
    return new Transcripts(
            webSocket, protocol, 1, RequestInfo.of("GET", target), target, streams::incrementAndGet)
        .open();
  }

  private static ByteBuffer message(int channel, String text, boolean masked) {
    return ByteBuffer.wrap(WebSocketFrames.onChannel(channel, bytes(text), masked));
  }

  private static ByteBuffer tunnelled(byte[] spdy, boolean masked) {
    return ByteBuffer.wrap(
        WebSocketFrames.frame(WebSocketOpcode.BINARY, true, spdy, masked, new Random(1)));
  }

  private static ByteBuffer spdy(byte[] bytes) {
    return ByteBuffer.wrap(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> told(List<Event> events) {
    return events.stream()
        .map(event ->
            switch (event) {
              case Event.Input(int _, Content content) -> "Input " + text(content);
              case Event.Output(int _, Content content) -> "Output " + text(content);
              case Event.ErrorOutput(int _, Content content) -> "ErrorOutput " + text(content);
              case KubernetesEvent.ResponseBody(int _, Content content) ->
                  "ResponseBody " + text(content);
              case Event other -> other.toString();
            })
        .toList();
  }

  private static String text(Content content) {
    return StandardCharsets.UTF_8.decode(((Content.Clear) content).bytes().duplicate()).toString();
  }
}
