package dev.gatescribe.siem;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** JSON lines by HTTP POST; a status of 2xx is the acknowledgement. Redirects are not followed. */
final class HttpSink implements AuditSink {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private final OcsfEvents events;
  private final URI url;
  private final Optional<Path> tokenFile;
  private final HttpClient client;

  /**
   * @param tokenFile holds the bearer token alone on one line; read again for each request
   * @param tls whom to trust; empty for what the platform trusts
   */
  HttpSink(OcsfEvents events, URI url, Optional<Path> tokenFile, Optional<SSLContext> tls) {
    this.events = events;
    this.url = url;
    this.tokenFile = tokenFile;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1);
    tls.ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  @Override
  public void deliver(List<AuditEntry> entries) throws IOException, InterruptedException {
    String lines =
        entries.stream().map(entry -> events.json(entry) + "\n").collect(Collectors.joining());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(ANSWER_LIMIT)
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(lines, StandardCharsets.UTF_8));
    if (tokenFile.isPresent()) {
      request.header("Authorization", "Bearer " + Files.readString(tokenFile.get()).strip());
    }
    int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status < 200 || status > 299) {
      throw new IOException("the receiver answered with status " + status);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
