package dev.gatescribe.cli.custody;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.cli.CommandFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the running server is, and what shows it that the operator asks. */
public final class ServerOptions {
  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String USUAL = "http://127.0.0.1:8080";

  /** The server answers when everything is deleted, and large recordings have many objects. */
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(30);

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final int HTTP_OK = 200;
  private static final int HTTP_NO_CONTENT = 204;
  private static final int HTTP_UNAUTHORIZED = 401;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The running server (default: $GATESCRIBE_SERVER, else " + USUAL + ").")
  private @Nullable String server;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Its data directory (default: $GATESCRIBE_DATA, else .gatescribe/demo).")
  private @Nullable Path data;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The token alone (default: keys/web-token in the data directory).")
  private @Nullable Path tokenFile;

  /** Picocli makes it. */
  public ServerOptions() {}

  /** Asks for something; what is refused comes out as a message for people. */
  void post(String path, ObjectNode body) {
    JsonNode _ =
        send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
  }

  JsonNode get(String path) {
    return send(request(path).GET().build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address().resolve(path))
        .timeout(ANSWER_LIMIT)
        .header("Authorization", "Bearer " + token());
  }

  private JsonNode send(HttpRequest request) {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == HTTP_NO_CONTENT) {
        return JSON.createObjectNode();
      }
      if (answer.statusCode() == HTTP_OK) {
        return JSON.readTree(answer.body());
      }
      throw new CommandFailedException(refusal(request, answer));
    } catch (IOException e) {
      throw new CommandFailedException(
          "there is no answer from "
              + request.uri().resolve("/")
              + " ("
              + Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName())
              + "); this needs the running server: say where it is with --server URL",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted; the server may have done it", e);
    }
  }

  private static String refusal(HttpRequest request, HttpResponse<String> answer)
      throws IOException {
    if (answer.statusCode() == HTTP_UNAUTHORIZED) {
      return request.uri().resolve("/")
          + " does not know this token; is it the server's own (--data, --token-file)?";
    }
    String type = answer.headers().firstValue("Content-Type").orElse("");
    if (!type.startsWith("application/problem+json")) {
      return request.uri().resolve("/")
          + " answers "
          + answer.statusCode()
          + "; is this a gatescribe server?";
    }
    return JSON.readTree(answer.body()).path("detail").asText();
  }

  private URI address() {
    String configured = System.getenv("GATESCRIBE_SERVER");
    String text =
        server != null ? server : configured == null || configured.isEmpty() ? USUAL : configured;
    URI uri;
    try {
      uri = URI.create(text.endsWith("/") ? text : text + "/");
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException("not the address of a server: " + text, e);
    }
    if (uri.getHost() == null
        || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
      throw new CommandFailedException("not the address of a server: " + text);
    }
    if (!"https".equals(uri.getScheme()) && !isLoopback(uri.getHost())) {
      throw new CommandFailedException(
          "to " + uri + " the token would go in clear; use https, or the server's own machine");
    }
    return uri;
  }

  private static boolean isLoopback(String host) {
    try {
      return host.equals("localhost")
          || InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  private String token() {
    Path file = tokenFile;
    if (file == null) {
      String configured = System.getenv("GATESCRIBE_DATA");
      Path directory = data;
      if (directory == null) {
        directory =
            configured == null || configured.isEmpty()
                ? Path.of(".gatescribe", "demo")
                : Path.of(configured);
      }
      file = directory.resolve("keys").resolve("web-token");
    }
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new CommandFailedException(
          "the token " + file + " cannot be read; say where it is with --data or --token-file", e);
    }
  }
}
