package dev.gatescribe.gateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile clients and targets may do, which is little; others are unhurt. */
@Timeout(120)
class HostilePeersTest {
  private Workshop workshop;

  @AfterEach
  void close() throws Exception {
    assertThat(workshop.get("/version").statusCode()).as("others are unhurt").isEqualTo(200);
    assertThat(workshop.gateway().parts().heldBytes().held()).isZero();
    workshop.close();
  }

  private void open(UnaryOperator<KubernetesGatewaySettings.Limits> limits) throws Exception {
    workshop = Workshop.open(limits);
  }

  private void openQuick() throws Exception {
    open(limits ->
        new KubernetesGatewaySettings.Limits(
            new KubernetesGatewaySettings.Numbers(64, 16, 4, 5_000_000),
            new KubernetesGatewaySettings.Times(
                Duration.ofSeconds(4), // honest clients of a loaded machine need more than a moment
                Duration.ofMillis(700),
                Duration.ofMillis(700),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30))));
  }

  /** Request smuggling: what two servers could take for different requests is none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "Content-Length: 5, 6\r\n\r\nhello",
        "Content-Length: +5\r\n\r\nhello",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 0x5\r\n\r\nhello",
        "Content-Length : 5\r\n\r\nhello",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: gzip, chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "X: y\nContent-Length: 5\r\n\r\nhello",
        " folded: x\r\n\r\n",
        "X\u0000Y: a\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5;x=\n\r\nhello0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"
      })
  void aRequestCouldBeReadInTwoWaysThenOneRequestAtMostReachesTheTarget(String rest)
      throws Exception {
    openQuick();
    try (RawClient client = new RawClient(workshop)) {
      client.send(
          "POST "
              + Workshop.PREFIX
              + "/api/v1/namespaces/web/configmaps HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer "
              + Workshop.TOKEN
              + "\r\n"
              + rest);
      int answers = 0;
      for (RawClient.Answer answer = client.answer(); answer != null; answer = client.answer()) {
        assertThat(answer.status()).isNotEqualTo(200);
        answers++;
      }
      assertThat(answers).isLessThanOrEqualTo(1);
    } catch (IOException reset) {
      // Cut off, which is as good as told.
      assertThat(workshop.target.asked).isEmpty();
    }
    assertThat(workshop.target.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://target/api/v1/secrets HTTP/1.1\r\nHost: x\r\n\r\n",
        "CONNECT 127.0.0.1:6443 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /clusters/prod/developers/version HTTP/1.0\r\n\r\n",
        "GET /clusters/prod/developers/version\r\n\r\n",
        "GET /clusters/prod/developers/version HTTP/9.9\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      })
  void theRequestLineIsOddThenItIsRefusedOrCutOff(String text) throws Exception {
    openQuick();
    try (RawClient client = new RawClient(workshop)) {
      client.send(text);

      RawClient.Answer answer = client.answer();

      assertThat(answer == null || (answer.status() >= 400 && answer.status() < 500)).isTrue();
    }
    assertThat(workshop.target.asked).isEmpty();
  }

  @Test
  void theClientSendsRandomBytesThenNothingReachesTheTarget() throws Exception {
    openQuick();
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 30; i++) {
      byte[] bytes = new byte[1 + random.nextInt(2_000)];
      random.nextBytes(bytes);
      try (RawClient client = new RawClient(workshop)) {
        client.send(bytes);
        if (!client.isClosed()) {
          // The rest of what it says does not matter.
          assertThat(workshop.target.asked).isEmpty();
        }
      } catch (IOException cut) {
        assertThat(workshop.target.asked).isEmpty();
      }
    }
    assertThat(workshop.target.asked).isEmpty();
  }

  @Test
  void aClientSendsItsHeadSlowlyThenItIsCutOff() throws Exception {
    openQuick();
    try (RawClient client = new RawClient(workshop)) {
      client.send("GET /clusters/prod");

      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void aClientDoesNotSpeakTlsThenItIsCutOff() throws Exception {
    openQuick();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), workshop.gateway().port())) {
      socket.setSoTimeout((int) Workshop.PATIENCE.toMillis());

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    await().atMost(Workshop.PATIENCE).until(() -> workshop.gateway().connections().size() == 0);
  }

  @Test
  void aClientSendsItsBodySlowlyThenItIsToldAndTheMemoryIsGivenBack() throws Exception {
    openQuick();
    try (RawClient client = new RawClient(workshop)) {
      client.send(
          RawClient.head("POST", "/api/v1/namespaces/web/configmaps", "Content-Length: 1000"));
      client.send("{\"half\":");

      assertThat(client.answer().status()).isEqualTo(504);
    }
    assertThat(workshop.target.asked).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aBodyIsLargerThanApiServersTakeThenItIsRefused(HttpClient.Version version) throws Exception {
    open(limits -> limits);
    byte[] body = new byte[HeldBody.MAX_BYTES + 1];

    int status;
    try {
      status =
          workshop
              .send(
                  workshop
                      .request("/api/v1/namespaces/web/configmaps")
                      .POST(BodyPublishers.ofByteArray(body))
                      .build(),
                  version)
              .statusCode();
    } catch (IOException cutOff) {
      // The client was still sending when it was told.
      status = 413;
    }

    assertThat(status).isEqualTo(413);
    assertThat(workshop.target.asked).isEmpty();
  }

  @Test
  void manyLargeBodiesComeAtOnceThenSomeAreRefusedAndTheRestPasses() throws Exception {
    openQuick();
    byte[] body = ("{\"a\":\"" + "x".repeat(2_900_000) + "\"}").getBytes(StandardCharsets.UTF_8);
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        RawClient client = new RawClient(workshop);
        clients.add(client);
        client.send(
            RawClient.head(
                "POST", "/api/v1/namespaces/web/configmaps", "Content-Length: " + body.length));
        client.send(Arrays.copyOf(body, 2_000_000));
      }
      List<Integer> statuses = new ArrayList<>();
      for (RawClient client : clients) {
        statuses.add(client.answer().status());
      }

      assertThat(statuses).contains(429).allMatch(status -> status == 429 || status == 504);
      for (RawClient client : clients) {
        assertThat(client.in().read()).as("who never sends the rest is cut off").isNegative();
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aClientWaitsToBeAskedForABodyAndIsRefusedThenItIsNotAskedAndTheConnectionEnds()
      throws Exception {
    openQuick();
    try (RawClient client = new RawClient(workshop)) {
      client.send(
          RawClient.head(
              "POST",
              "/api/v1/namespaces/web/configmaps",
              "Expect: 100-continue",
              "Impersonate-User: somebody",
              "Content-Length: 4"));

      String all = new String(client.in().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(all).startsWith("HTTP/1.1 403").doesNotContain("100 Continue");
      assertThat(all.toLowerCase(Locale.ROOT)).contains("connection: close");
    }
  }

  @Test
  void oneSessionAsksTooMuchAtOnceThenItIsToldSo() throws Exception {
    openQuick();
    workshop.target.answer = (_, in, out) -> endless(out) || in.read() >= 0;
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        RawClient client = new RawClient(workshop);
        clients.add(client);
        client.send(RawClient.head("GET", "/api/v1/pods?watch=1"));
        assertThat(FakeApiServer.line(client.in())).contains("200");
      }

      HttpResponse<String> answer = workshop.get("/version");

      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.body()).contains("limit-reached");
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    workshop.target.answer = (_, _, out) -> FakeApiServer.json(out, 200, "{}");
    await().atMost(Workshop.PATIENCE).until(() -> workshop.target.open() <= 1);
  }

  private static boolean endless(OutputStream out) throws IOException {
    FakeApiServer.head(out, 200, "Transfer-Encoding: chunked");
    return false;
  }

  @ParameterizedTest
  @EnumSource
  void aClientDoesNotReadThenTheTargetIsSlowedAndMemoryIsBounded(HttpClient.Version version)
      throws Exception {
    open(limits -> limits);
    AtomicLong written = new AtomicLong();
    workshop.target.answer =
        (_, _, out) -> {
          FakeApiServer.head(out, 200, "Transfer-Encoding: chunked");
          String piece = "x".repeat(64 * 1_024);
          for (int i = 0; i < 4_000; i++) {
            FakeApiServer.chunk(out, piece);
            written.addAndGet(piece.length());
          }
          return false;
        };
    try (HttpClient client = workshop.http(version)) {
      HttpResponse<InputStream> answer =
          client.send(
              workshop.request("/api/v1/namespaces/web/pods/a/log").build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.body().read()).isEqualTo('x');

      // The target stands still long before it has written its 250 MB.
      await()
          .atMost(Workshop.PATIENCE)
          .during(Duration.ofSeconds(1))
          .until(written::get, new Unchanged());

      assertThat(written.get()).isLessThan(64L * 1_024 * 1_024);
      answer.body().close();
    }
    workshop.target.answer = (_, _, out) -> FakeApiServer.json(out, 200, "{}");
  }

  /** Whether a number is what it was at the look before. */
  private static final class Unchanged implements Predicate<Long> {
    private long before = -1;

    @Override
    public boolean test(Long now) {
      boolean same = now == before;
      before = now;
      return same;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage garbage garbage\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "HTTP/1.1 99999 OK\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "\u0000\u0001\u0002\u0003\r\n\r\n",
        ""
      })
  void theTargetAnswersNonsenseThenTheClientIsToldInTheGatewaysWords(String nonsense)
      throws Exception {
    openQuick();
    workshop.target.answer = (_, _, out) -> say(out, nonsense);

    HttpResponse<String> answer = workshop.get("/api/v1/pods");

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("gatescribe: target-");
    workshop.target.answer = (_, _, out) -> FakeApiServer.json(out, 200, "{}");
  }

  @Test
  void theTargetsHeadHasNoEndThenItIsGivenUp() throws Exception {
    openQuick();
    workshop.target.answer =
        (_, _, out) -> say(out, "HTTP/1.1 200 OK\r\n" + "X: " + "y".repeat(1_000_000));

    assertThat(workshop.get("/api/v1/pods").statusCode()).isEqualTo(502);
    workshop.target.answer = (_, _, out) -> FakeApiServer.json(out, 200, "{}");
  }

  @Test
  void theTargetsAnswerBreaksOffThenTheClientSeesThatItIsNotWhole() throws Exception {
    openQuick();
    workshop.target.answer =
        (_, _, out) -> {
          FakeApiServer.head(out, 200, "Transfer-Encoding: chunked");
          FakeApiServer.chunk(out, "half");
          return false;
        };
    try (RawClient client = new RawClient(workshop)) {
      client.send(RawClient.head("GET", "/api/v1/pods"));
      byte[] all = client.in().readAllBytes();

      assertThat(new String(all, StandardCharsets.US_ASCII))
          .contains("half")
          .doesNotEndWith("0\r\n\r\n");
    }
    assertThat(workshop.recorder.only().events(KubernetesEvent.RequestEnded.class))
        .extracting(KubernetesEvent.RequestEnded::outcome)
        .containsExactly(RequestOutcome.TARGET_CLOSED);
    workshop.target.answer = (_, _, out) -> FakeApiServer.json(out, 200, "{}");
  }

  @Test
  void theTargetSaysManyInterimAnswersThenTheLastOneCounts() throws Exception {
    openQuick();
    workshop.target.answer =
        (_, _, out) -> {
          for (int i = 0; i < 50; i++) {
            FakeApiServer.head(out, i % 2 == 0 ? 100 : 103);
          }
          return FakeApiServer.json(out, 200, "{}");
        };

    assertThat(workshop.get("/api/v1/pods").statusCode()).isEqualTo(200);
  }

  @Test
  void aFailureHasAnEndlessBodyThenItPassesAndIsNotHeld() throws Exception {
    openQuick();
    String body = "x".repeat(FailureContent.MAX_BYTES * 4);
    workshop.target.answer = (_, _, out) -> FakeApiServer.json(out, 500, body);

    HttpResponse<String> answer = workshop.get("/api/v1/pods");

    assertThat(answer.body()).isEqualTo(body);
    workshop.target.answer = (_, _, out) -> FakeApiServer.json(out, 200, "{}");
  }

  private static boolean say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return false;
  }
}
