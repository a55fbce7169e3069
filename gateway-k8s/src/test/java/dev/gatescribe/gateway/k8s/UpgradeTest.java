package dev.gatescribe.gateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.gateway.k8s.wire.SpdyFrames;
import dev.gatescribe.gateway.k8s.wire.WebSocketFrames;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that become streams, through the whole door. */
@Timeout(60)
class UpgradeTest {
  private static final String EXEC = "/api/v1/namespaces/web/pods/a/exec?command=cat&stdin=true";
  private static final String EXIT_0 = "{\"status\":\"Success\"}";
  private static final byte[] NOTHING = new byte[0];

  private static final Executor ON_ITS_OWN = task -> Thread.ofVirtual().start(task);

  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = Workshop.open();
  }

  @AfterEach
  void close() throws Exception {
    workshop.close();
  }

  private static String webSocketHead(String path) {
    return RawClient.head(
        "GET",
        path,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: v5.channel.k8s.io");
  }

  private static void agree(OutputStream out) throws Exception {
    FakeApiServer.head(
        out,
        101,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Accept: x",
        "Sec-WebSocket-Protocol: v5.channel.k8s.io");
  }

  @Test
  void anExecPassesOverAWebSocketThenBytesArriveUnchangedAndAreRecorded() throws Exception {
    byte[] sent = WebSocketFrames.onChannel(0, "typed".getBytes(StandardCharsets.UTF_8), true);
    byte[] answered = WebSocketFrames.onChannel(1, "shown".getBytes(StandardCharsets.UTF_8), false);
    byte[] outcome = WebSocketFrames.onChannel(3, EXIT_0.getBytes(StandardCharsets.UTF_8), false);
    CompletableFuture<byte[]> arrived = new CompletableFuture<>();
    workshop.target.answer =
        (_, in, out) -> {
          agree(out);
          arrived.complete(in.readNBytes(sent.length));
          out.write(answered);
          out.write(outcome);
          return false;
        };
    try (RawClient client = new RawClient(workshop)) {
      client.send(webSocketHead(EXEC));
      assertThat(client.answer().status()).isEqualTo(101);
      client.send(sent);

      byte[] shown = client.in().readAllBytes();

      assertThat(arrived.get(20, TimeUnit.SECONDS)).isEqualTo(sent);
      assertThat(shown).hasSize(answered.length + outcome.length).startsWith(answered);
    }
    awaitOutcome(RequestOutcome.COMPLETED);
    List<Event> events = workshop.recorder.only().events();
    assertThat(events)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly(
            "RequestStarted",
            "TargetConnected",
            "ResponseStarted",
            "RequestUpgraded",
            "StreamOpened",
            "StreamAttached",
            "CommandStarted",
            "Input",
            "Output",
            "Exited",
            "StreamClosed",
            "RequestEnded");
    assertThat(workshop.recorder.only().input())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("typed");
    assertThat(workshop.recorder.only().output())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("shown");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void muchPassesBothWaysThenNothingOfItIsLost(boolean spdy) throws Exception {
    byte[] up = new byte[3_000_000];
    byte[] down = new byte[5_000_000];
    Random random = new Random(7);
    random.nextBytes(up);
    random.nextBytes(down);
    byte[] upWire = spdy ? spdyInput(up) : webSocketInput(up);
    byte[] downWire = spdy ? spdyOutput(down) : webSocketOutput(down);
    CompletableFuture<byte[]> arrived = new CompletableFuture<>();
    workshop.target.answer =
        (_, in, out) -> {
          if (spdy) {
            FakeApiServer.head(
                out,
                101,
                "Connection: Upgrade",
                "Upgrade: SPDY/3.1",
                "X-Stream-Protocol-Version: v4.channel.k8s.io");
          } else {
            agree(out);
          }
          // A target knows the streams that it writes to from what came before.
          byte[] first = in.readNBytes(1_000);
          CompletableFuture<Void> reading =
              CompletableFuture.runAsync(
                  () -> arrived.complete(joined(first, read(in, upWire.length - first.length))),
                  ON_ITS_OWN);
          out.write(downWire);
          out.flush();
          reading.get(20, TimeUnit.SECONDS);
          return false;
        };
    try (RawClient client = new RawClient(workshop)) {
      client.send(
          spdy
              ? RawClient.head(
                  "POST",
                  EXEC,
                  "Content-Length: 0",
                  "Connection: Upgrade",
                  "Upgrade: SPDY/3.1",
                  "X-Stream-Protocol-Version: v4.channel.k8s.io",
                  "X-Stream-Protocol-Version: v3.channel.k8s.io")
              : webSocketHead(EXEC));
      assertThat(client.answer().status()).isEqualTo(101);
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(() -> {
            try {
              client.send(upWire);
            } catch (IOException broken) {
              throw new UncheckedIOException(broken);
            }
          });

      byte[] got = client.in().readNBytes(downWire.length);

      writing.get(20, TimeUnit.SECONDS);
      assertThat(Arrays.equals(got, downWire)).isTrue();
      assertThat(Arrays.equals(arrived.get(20, TimeUnit.SECONDS), upWire)).isTrue();
    }
    assertThat(Arrays.equals(workshop.recorder.only().input(), up)).isTrue();
    assertThat(Arrays.equals(workshop.recorder.only().output(), down)).isTrue();
  }

  @Test
  void theTargetLeavesWhileTheGatewayHoldsWhatItSentThenAllOfItArrives() throws Exception {
    byte[] down = new byte[200_000];
    new Random(8).nextBytes(down);
    byte[] downWire = webSocketOutput(down);
    workshop.recorder.hold(Event.Output.class::isInstance);
    workshop.target.answer =
        (_, _, out) -> {
          agree(out);
          out.write(downWire);
          return false;
        };
    try (RawClient client = new RawClient(workshop)) {
      client.send(webSocketHead(EXEC));
      assertThat(client.answer().status()).isEqualTo(101);
      await().atMost(Workshop.PATIENCE).until(() -> workshop.recorder.only().waiting() > 0);
      await().atMost(Workshop.PATIENCE).until(() -> workshop.target.open() == 0);
      workshop.recorder.release();

      assertThat(Arrays.equals(client.in().readAllBytes(), downWire)).isTrue();
    }
    assertThat(Arrays.equals(workshop.recorder.only().output(), down)).isTrue();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] read(InputStream in, int length) {
    try {
      return in.readNBytes(length);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static byte[] webSocketInput(byte[] bytes) {
    return inParts(bytes, part -> WebSocketFrames.onChannel(0, part, true), NOTHING);
  }

  private static byte[] webSocketOutput(byte[] bytes) {
    return inParts(bytes, part -> WebSocketFrames.onChannel(1, part, false), NOTHING);
  }

  private static byte[] spdyInput(byte[] bytes) {
    try (SpdyFrames frames = new SpdyFrames()) {
      ByteArrayOutputStream opening = new ByteArrayOutputStream();
      opening.writeBytes(frames.open(1, Map.of("streamtype", "error")));
      opening.writeBytes(frames.open(3, Map.of("streamtype", "stdin")));
      opening.writeBytes(frames.open(5, Map.of("streamtype", "stdout")));
      return inParts(bytes, part -> frames.data(3, part, false), opening.toByteArray());
    }
  }

  private static byte[] spdyOutput(byte[] bytes) {
    try (SpdyFrames frames = new SpdyFrames()) {
      return inParts(bytes, part -> frames.data(5, part, false), NOTHING);
    }
  }

  private static byte[] inParts(byte[] bytes, UnaryOperator<byte[]> frame, byte[] opening) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    wire.writeBytes(opening);
    for (int at = 0; at < bytes.length; at += 32_000) {
      wire.writeBytes(
          frame.apply(Arrays.copyOfRange(bytes, at, Math.min(at + 32_000, bytes.length))));
    }
    return wire.toByteArray();
  }

  /** Kubernetes CVE-2018-1002105. */
  @Test
  void anUpgradeFailsThenItsStatusIsRelayedAndLaterBytesNeverReachTheApiServer() throws Exception {
    workshop.target.answer =
        (asked, _, out) ->
            FakeApiServer.json(out, asked.target().contains("exec") ? 400 : 200, "{}");
    try (RawClient client = new RawClient(workshop)) {
      client.send(webSocketHead(EXEC));
      assertThat(client.answer().status()).isEqualTo(400);
      int connections = workshop.target.connections.get();

      client.send(RawClient.head("GET", "/version"));

      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(workshop.target.asked).hasSize(2);
      FakeApiServer.Asked later = workshop.target.asked.getLast();
      assertThat(later.connection()).isGreaterThan(connections);
      assertThat(later.header("impersonate-user")).containsExactly("alice");
    }
    await().atMost(Workshop.PATIENCE).until(() -> workshop.target.open() <= 1);
  }

  @Test
  void anUpgradeFailsAndTheClientSendsOnWithoutWaitingThenNothingReachesTheApiServer()
      throws Exception {
    workshop.target.answer =
        (asked, _, out) ->
            FakeApiServer.json(out, asked.target().contains("exec") ? 400 : 200, "{}");
    try (RawClient client = new RawClient(workshop)) {
      client.send(webSocketHead(EXEC) + "GET /api/v1/secrets HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.answer().status()).isEqualTo(401);
    }
    assertThat(workshop.target.asked).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-WebSocket-Protocol: v4.channel.k8s.io",
        "Sec-WebSocket-Protocol: anything",
        "X-Nothing: 1",
        "Sec-WebSocket-Protocol: v5.channel.k8s.io\r\nSec-WebSocket-Extensions: x"
      })
  void theTargetAgreesToSomethingElseThenTheClientIsToldAndNothingPasses(String header)
      throws Exception {
    workshop.target.answer =
        (_, in, out) -> {
          FakeApiServer.head(
              out,
              101,
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Accept: x",
              header);
          return in.read() >= 0;
        };
    try (RawClient client = new RawClient(workshop)) {
      client.send(webSocketHead(EXEC));

      RawClient.Answer answer = client.answer();

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.body()).contains("target-protocol-error");
    }
    await().atMost(Workshop.PATIENCE).until(() -> workshop.target.open() == 0);
  }

  @Test
  void theClientSendsGarbageIntoAStreamThenItEndsAndTheSessionLives() throws Exception {
    CompletableFuture<Integer> arrived = new CompletableFuture<>();
    workshop.target.answer =
        (_, in, out) -> {
          agree(out);
          arrived.complete(in.read());
          return false;
        };
    try (RawClient client = new RawClient(workshop)) {
      client.send(webSocketHead(EXEC));
      assertThat(client.answer().status()).isEqualTo(101);

      client.send("GET / HTTP/1.1\r\n\r\n");

      assertThat(client.isClosed()).isTrue();
      assertThat(arrived.get(20, TimeUnit.SECONDS)).isEqualTo(-1);
    }
    awaitOutcome(RequestOutcome.FAILED);
    assertThat(workshop.recorder.only().ends()).isEmpty();
    workshop.target.answer = (_, _, out) -> FakeApiServer.json(out, 200, "{}");
    assertThat(workshop.get("/version").statusCode()).isEqualTo(200);
  }

  @Test
  void theTargetSendsGarbageIntoAStreamThenNothingOfItReachesTheClient() throws Exception {
    workshop.target.answer =
        (_, in, out) -> {
          agree(out);
          out.write("garbage garbage".getBytes(StandardCharsets.US_ASCII));
          out.flush();
          return in.read() >= 0;
        };
    try (RawClient client = new RawClient(workshop)) {
      client.send(webSocketHead(EXEC));
      assertThat(client.answer().status()).isEqualTo(101);

      assertThat(client.isClosed()).isTrue();
    }
    awaitOutcome(RequestOutcome.FAILED);
  }

  @Test
  void theRecorderHoldsWhatWasTypedThenTheTargetDoesNotSeeItUntilItLetsGo() throws Exception {
    byte[] typed = WebSocketFrames.onChannel(0, new byte[] {'x'}, true);
    CompletableFuture<byte[]> arrived = new CompletableFuture<>();
    workshop.target.answer =
        (_, in, out) -> {
          agree(out);
          arrived.complete(in.readNBytes(typed.length));
          return in.read() >= 0;
        };
    workshop.recorder.hold(Event.Input.class::isInstance);
    try (RawClient client = new RawClient(workshop)) {
      client.send(webSocketHead(EXEC));
      assertThat(client.answer().status()).isEqualTo(101);
      client.send(typed);
      await().atMost(Workshop.PATIENCE).until(() -> workshop.recorder.only().waiting() == 1);
      assertThat(arrived).isNotDone();

      workshop.recorder.release();

      assertThat(arrived.get(20, TimeUnit.SECONDS)).isEqualTo(typed);
    }
  }

  @Test
  void theRecorderFailsInAnExecThenWhatWasTypedDoesNotPass() throws Exception {
    CompletableFuture<Integer> arrived = new CompletableFuture<>();
    workshop.target.answer =
        (_, in, out) -> {
          agree(out);
          arrived.complete(in.read());
          return false;
        };
    workshop.recorder.refuse(Event.Input.class::isInstance);
    try (RawClient client = new RawClient(workshop)) {
      client.send(webSocketHead(EXEC));
      assertThat(client.answer().status()).isEqualTo(101);
      client.send(WebSocketFrames.onChannel(0, new byte[] {'x'}, true));

      assertThat(client.isClosed()).isTrue();
      assertThat(arrived.get(20, TimeUnit.SECONDS)).isEqualTo(-1);
    }
    await()
        .atMost(Workshop.PATIENCE)
        .until(() -> workshop.recorder.only().ends().equals(List.of(EndReason.RECORDER_FAILED)));
  }

  @Test
  void theClientLeavesAnExecThenTheTargetIsLeftToo() throws Exception {
    workshop.target.answer =
        (_, in, out) -> {
          agree(out);
          return in.read() >= 0;
        };
    try (RawClient client = new RawClient(workshop)) {
      client.send(webSocketHead(EXEC));
      assertThat(client.answer().status()).isEqualTo(101);
    }

    awaitOutcome(RequestOutcome.CLIENT_CLOSED);
    await().atMost(Workshop.PATIENCE).until(() -> workshop.target.open() == 0);
  }

  private void awaitOutcome(RequestOutcome outcome) {
    await()
        .atMost(Workshop.PATIENCE)
        .untilAsserted(() ->
            assertThat(workshop.recorder.only().events(KubernetesEvent.RequestEnded.class))
                .extracting(KubernetesEvent.RequestEnded::outcome)
                .first()
                .isEqualTo(outcome));
  }
}
