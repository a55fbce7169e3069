package dev.gatescribe.gateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.gateway.k8s.wire.WebSocketFrames;
import dev.gatescribe.session.ContentLimits;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.LimitEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An exec without a terminal past the cap, as {@code kubectl cp} makes one, and past its budget.
 */
@Timeout(60)
class ContentLimitsTest {
  private static final String EXEC = "/api/v1/namespaces/web/pods/a/exec?command=cat&stdin=true";
  private static final String EXIT_0 = "{\"status\":\"Success\"}";
  private static final int CAP = 1_000;
  private static final int FRAME_BYTES = 30_000;

  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = Workshop.open();
  }

  @AfterEach
  void close() throws Exception {
    workshop.close();
  }

  private static byte[] frames(int channel, byte[] bytes, boolean masked) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int at = 0; at < bytes.length; at += FRAME_BYTES) {
      byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + FRAME_BYTES));
      wire.writeBytes(WebSocketFrames.onChannel(channel, part, masked));
    }
    return wire.toByteArray();
  }

  private void answerExec(CompletableFuture<byte[]> arrived, int wanted, byte[] answer) {
    workshop.target.answer =
        (_, in, out) -> {
          FakeApiServer.head(
              out,
              101,
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Accept: x",
              "Sec-WebSocket-Protocol: v5.channel.k8s.io");
          arrived.complete(in.readNBytes(wanted));
          out.write(answer);
          return false;
        };
  }

  private static String execHead() {
    return RawClient.head(
        "GET",
        EXEC,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: v5.channel.k8s.io");
  }

  @Test
  void anExecWithoutTerminalPassesTheCapThenItArrivesWholeAndItsHashIsRecorded() throws Exception {
    workshop.content = new ContentLimits(CAP, ContentLimits.UNLIMITED);
    byte[] sent = new byte[500_000];
    byte[] answered = new byte[400_000];
    Random random = new Random(9);
    random.nextBytes(sent);
    random.nextBytes(answered);
    byte[] sentWire = frames(0, sent, true);
    byte[] exit = WebSocketFrames.onChannel(3, EXIT_0.getBytes(StandardCharsets.UTF_8), false);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(frames(1, answered, false));
    answer.writeBytes(exit);
    CompletableFuture<byte[]> arrived = new CompletableFuture<>();
    answerExec(arrived, sentWire.length, answer.toByteArray());

    try (RawClient client = new RawClient(workshop)) {
      client.send(execHead());
      assertThat(client.answer().status()).isEqualTo(101);
      client.send(sentWire);
      assertThat(client.in().readAllBytes()).isEqualTo(answer.toByteArray());
    }

    assertThat(arrived.get(20, TimeUnit.SECONDS)).isEqualTo(sentWire);
    await()
        .atMost(Workshop.PATIENCE)
        .until(
            () -> !workshop.recorder.only().events(KubernetesEvent.RequestEnded.class).isEmpty());
    FakeRecorder.FakeRecording recording = workshop.recorder.only();
    assertLimited(
        ContentFlow.INPUT,
        recording.events(Event.Input.class).stream().map(Event.Input::content).toList(),
        sent);
    assertLimited(
        ContentFlow.OUTPUT,
        recording.events(Event.Output.class).stream().map(Event.Output::content).toList(),
        answered);
  }

  private void assertLimited(ContentFlow flow, List<Content> contents, byte[] passed)
      throws Exception {
    List<Content> kept = contents.stream().filter(Content.Clear.class::isInstance).toList();
    assertThat(FakeRecorder.FakeRecording.join(kept)).isEqualTo(Arrays.copyOf(passed, CAP));
    assertThat(contents.stream().mapToLong(Content::length).sum()).isEqualTo(passed.length);
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(passed));
    assertThat(workshop.recorder.only().events(LimitEvent.class))
        .filteredOn(event -> event.flow() == flow)
        .containsExactly(
            new LimitEvent.ContentLimited(flow, 1, CAP),
            new LimitEvent.ContentDigest(flow, 1, true, passed.length, passed.length - CAP, hash));
  }

  @Test
  void anExecReachesTheBudgetThenItIsCutAndTheSessionEndsForIt() throws Exception {
    workshop.content = new ContentLimits(ContentLimits.UNLIMITED, 100_000);
    byte[] sentWire = frames(0, new byte[500_000], true);
    answerExec(new CompletableFuture<>(), sentWire.length, new byte[0]);

    try (RawClient client = new RawClient(workshop)) {
      client.send(execHead());
      assertThat(client.answer().status()).isEqualTo(101);
      client.send(sentWire);
      client.in().readAllBytes();
    } catch (IOException cut) {
      assertThat(cut).isNotNull(); // The connection may be reset under what is being sent.
    }

    await()
        .atMost(Workshop.PATIENCE)
        .until(() -> workshop.recorder.only().ends().equals(List.of(EndReason.BYTE_BUDGET)));
    assertThat(workshop.recorder.only().input().length).isLessThanOrEqualTo(100_000);
  }
}
