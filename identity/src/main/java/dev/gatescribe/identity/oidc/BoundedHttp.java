package dev.gatescribe.identity.oidc;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Asks issuers. They are strangers until their tokens are checked: an answer has a size and a time,
 * and one that points elsewhere is not followed, since what we send may be a secret.
 */
final class BoundedHttp implements HTTPRequestSender {
  /** Keycloak's discovery document has 7 KiB, a set of keys or a token with many groups 20. */
  static final int ANSWER_MAX_BYTES = 512 * 1024;

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** Somebody waits before a browser. */
  static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  /** Java's client sets these itself and refuses them from others. */
  private static final List<String> NOT_OURS = List.of("content-length", "host", "connection");

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_LIMIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  /**
   * Fetches a document.
   *
   * @throws IOException if the answer is anything but 200 in time and size
   */
  String get(URI address) throws IOException {
    HttpResponse<byte[]> response =
        exchange(
            HttpRequest.newBuilder(address)
                .header("Accept", "application/json")
                .timeout(ANSWER_LIMIT)
                .build());
    if (response.statusCode() != 200) {
      throw new IOException(address + " answered with status " + response.statusCode());
    }
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Override
  public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.getURI())
            .timeout(ANSWER_LIMIT)
            .header("Accept", "application/json");
    String body = request.getBody();
    builder.method(
        request.getMethod().name(),
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    request
        .getHeaderMap()
        .forEach((name, values) -> {
          if (NOT_OURS.stream().noneMatch(name::equalsIgnoreCase)) {
            values.forEach(value -> builder.setHeader(name, value));
          }
        });
    HttpResponse<byte[]> response = exchange(builder.build());
    HTTPResponse answer = new HTTPResponse(response.statusCode());
    try {
      answer.setContentType(response.headers().firstValue("Content-Type").orElse("text/plain"));
    } catch (ParseException e) {
      throw new IOException("the answer has a content type that is none", e);
    }
    answer.setBody(new String(response.body(), StandardCharsets.UTF_8));
    return answer;
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException {
    try {
      return client.send(
          request,
          HttpResponse.BodyHandlers.limiting(
              HttpResponse.BodyHandlers.ofByteArray(), ANSWER_MAX_BYTES));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an issuer was asked", e);
    }
  }
}
