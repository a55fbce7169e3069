package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.AccessToken;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of a client's headers reaches an API server. The same for HTTP/1.1, HTTP/2 and upgrades: who
 * somebody is, is said by the gateway alone.
 */
final class ClientHeaders {

  private static final String IMPERSONATION = "impersonate-";

  private static final String BEARER = "bearer ";

  /** Of one connection only (RFC 9110, section 7.6.1). */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  /** Credentials, and what says on whose behalf somebody comes. */
  private static final Set<String> IDENTITY =
      Set.of("authorization", "forwarded", "x-real-ip", "x-client-ip", "via");

  private static final List<String> IDENTITY_PREFIXES =
      List.of("x-forwarded-", "x-remote-", "x-http2-", IMPERSONATION);

  /** Written by the gateway to fit what it sends. */
  private static final Set<String> REWRITTEN =
      Set.of("host", "content-length", "expect", "sec-websocket-extensions");

  private ClientHeaders() {}

  /** The token that the client shows; empty if it shows none, two, or something else. */
  static Optional<AccessToken> token(HttpHeaders headers) {
    List<String> values = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    if (values.size() != 1) {
      return Optional.empty();
    }
    String value = values.getFirst();
    if (!value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.empty();
    }
    String text = value.substring(BEARER.length()).strip();
    return text.isEmpty() || text.length() > AccessToken.TEXT_MAX_LENGTH
        ? Optional.empty()
        : Optional.of(new AccessToken(text));
  }

  /** Whether the client wants to be somebody else. */
  static boolean impersonates(HttpHeaders headers) {
    return headers.names().stream().anyMatch(name -> canonical(name).startsWith(IMPERSONATION));
  }

  /** What is passed on to the API server, before the gateway adds its own. */
  static HttpHeaders forUpstream(HttpHeaders client) {
    return without(client, true);
  }

  /** What is passed on to the client. */
  static HttpHeaders forClient(HttpHeaders upstream) {
    return without(upstream, false);
  }

  private static HttpHeaders without(HttpHeaders headers, boolean towardsUpstream) {
    Set<String> named = namedInConnection(headers);
    HttpHeaders kept = new DefaultHttpHeaders();
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      boolean dropped =
          HOP_BY_HOP.contains(name)
              || named.contains(name)
              || (towardsUpstream && (isIdentity(name) || REWRITTEN.contains(name)));
      if (!dropped) {
        kept.add(header.getKey(), header.getValue());
      }
    }
    return kept;
  }

  /** Some servers take an underscore for a dash. */
  private static String canonical(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static boolean isIdentity(String name) {
    String canonical = canonical(name);
    return IDENTITY.contains(canonical)
        || IDENTITY_PREFIXES.stream().anyMatch(canonical::startsWith);
  }

  private static Set<String> namedInConnection(HttpHeaders headers) {
    Set<String> named = new HashSet<>();
    for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
      for (String name : value.split(",", -1)) {
        named.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return named;
  }
}
