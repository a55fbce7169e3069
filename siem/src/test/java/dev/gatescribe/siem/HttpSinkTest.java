package dev.gatescribe.siem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpSinkTest {
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger status = new AtomicInteger(204);
  private HttpServer server;

  @TempDir private Path folder;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + body);
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private HttpSink sink(Optional<Path> tokenFile) {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/events");
    return new HttpSink(new OcsfEvents("1"), url, tokenFile, Optional.empty());
  }

  private static List<AuditEntry> entries() {
    RecordingId log = RecordingId.create(Instant.EPOCH);
    return List.of(
        new AuditEntry(log, 0, AuditLogBed.event(AuditAction.SESSION_STARTED, "")),
        new AuditEntry(log, 1, AuditLogBed.event(AuditAction.SESSION_ENDED, "")));
  }

  @Test
  void eventsArriveAsLinesWithTheTokenThatTheFileHasNow() throws Exception {
    Path token = folder.resolve("token");
    Files.writeString(token, "one\n");
    HttpSink sink = sink(Optional.of(token));
    sink.deliver(entries());
    Files.writeString(token, "two\n");
    sink.deliver(entries());
    sink.close();

    assertThat(requests).hasSize(2);
    assertThat(requests.getFirst()).startsWith("/events Bearer one {\"category_uid\":3");
    assertThat(requests.getFirst().lines()).hasSize(2);
    assertThat(requests.get(1)).startsWith("/events Bearer two ");
  }

  @Test
  void receiverRefusesThenItIsNoDelivery() {
    status.set(503);
    try (HttpSink sink = sink(Optional.empty())) {
      assertThatThrownBy(() -> sink.deliver(entries()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("503");
    }
  }

  @Test
  void receiverRedirectsThenNobodyElseIsTold() {
    status.set(307);
    try (HttpSink sink = sink(Optional.empty())) {
      assertThatThrownBy(() -> sink.deliver(entries()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("307");
    }
    assertThat(requests).singleElement().asString().startsWith("/events ");
  }
}
