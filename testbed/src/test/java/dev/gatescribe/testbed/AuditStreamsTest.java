package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.gatescribe.testbed.fixture.GatewayedHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a SIEM is told of sessions, also when it was away and when the gateway was killed. */
class AuditStreamsTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final List<JsonNode> received = new CopyOnWriteArrayList<>();
  private final AtomicBoolean away = new AtomicBoolean();
  private HttpServer receiver;

  @BeforeEach
  void startReceiver() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          String lines =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          if (!away.get()) {
            lines.lines().map(AuditStreamsTest::parse).forEach(received::add);
          }
          exchange.sendResponseHeaders(away.get() ? 503 : 204, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stopReceiver() {
    receiver.stop(0);
  }

  @Test
  void sessionsRunWhileTheReceiverIsAwayAndTheGatewayIsKilledThenItHearsOfAll() {
    String siem =
        """
        siem:
          - name: lines
            stdout: ocsf
          - name: lake
            http: {url: 'http://127.0.0.1:%d/'}
        """
            .formatted(receiver.getAddress().getPort());
    try (GatewayedHost host = GatewayedHost.configured(siem)) {
      host.destination().ssh("echo one").run().orFail();
      await().atMost(LIMIT).until(() -> told("session-ended").size() == 1);
      assertThat(told("session-started").getFirst().at("/user/name").asText())
          .isEqualTo("somebody");
      assertThat(told("session-admitted").getFirst().get("type_uid").asLong()).isEqualTo(300_301);

      away.set(true);
      host.destination().ssh("echo two").run().orFail();
      await()
          .atMost(LIMIT)
          .until(() -> host.web().metric("gatescribe_audit_stream_usable", "lake") == 0);
      host.gateway().process().kill();
      away.set(false);
      host.gateway().restart();
      host.destination().ssh("echo three").run().orFail();
      await().atMost(LIMIT).until(() -> sessions("session-ended").distinct().count() == 3);

      assertThat(sessions("session-started").distinct()).hasSize(3);
      assertThat(told("gateway-started")).hasSize(2);
      assertThat(host.gateway().process().stdout().lines().filter(line -> line.startsWith("{")))
          .anySatisfy(line ->
              assertThat(parse(line).at("/metadata/event_code").asText())
                  .isEqualTo("gateway-started"));
    }
  }

  private List<JsonNode> told(String action) {
    return received.stream()
        .filter(event -> event.at("/metadata/event_code").asText().equals(action))
        .toList();
  }

  private java.util.stream.Stream<String> sessions(String action) {
    return told(action).stream().map(event -> event.at("/session/uid").asText());
  }

  private static JsonNode parse(String line) {
    try {
      return Objects.requireNonNull(new ObjectMapper().readTree(line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
