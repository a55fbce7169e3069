package dev.gatescribe.player.web.access;

import dev.gatescribe.identity.FrontDoorSettings;
import dev.gatescribe.identity.signin.BrowserSignIns;
import dev.gatescribe.identity.store.Client;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every route of the HTTP server: asks {@link AccessRules}, and sets the headers that
 * keep browsers from doing what they should not.
 */
@Singleton
public final class WebGate {
  /** Before everything else; filters of a higher number run first. */
  private static final int FIRST = 10_000;

  private static final String VIEWER = "gatescribe.viewer";
  private static final String CLIENT = "gatescribe.client";
  private static final String DOOR = "gatescribe.door";

  /**
   * Nothing from elsewhere, no inline scripts. The terminal library writes style elements, hence
   * inline styles.
   */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self';"
          + " img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'";

  /** A signed token has three parts; our own tokens have one. */
  private static final Pattern BEARER_TOKEN =
      Pattern.compile("(?i)bearer [A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

  private static final String ONE_YEAR = "public, max-age=31536000, immutable";

  private final AccessRules rules;

  private final NamedProxies proxies;
  private final List<FrontDoorSettings> doors;

  public WebGate(WebTokens tokens, WebHosts hosts, NamedProxies proxies, BrowserSignIns signIns) {
    this.rules = new AccessRules(tokens, hosts, new AuditedBrowsers(signIns));
    this.proxies = proxies;
    this.doors = signIns.frontDoors().settings();
  }

  void register(@Observes Filters filters) {
    filters.register(this::admit, FIRST);
  }

  /** Who makes this request; null on a public page where nobody is signed in. */
  static @Nullable Viewer viewerOf(RoutingContext routing) {
    return routing.get(VIEWER);
  }

  /** Who asks, as far as a session is held to it. */
  static Client clientOf(RoutingContext routing) {
    return routing.get(CLIENT);
  }

  /** The front door whose token came with the request; null if none did. */
  static @Nullable String doorOf(RoutingContext routing) {
    return routing.get(DOOR);
  }

  private void admit(RoutingContext routing) {
    routing.addHeadersEndHandler(_ -> harden(routing));
    AccessRules.Asked asked = asked(routing.request());
    routing.put(CLIENT, asked.client());
    if (asked.assertion() != null) {
      routing.put(DOOR, asked.assertion().door());
    }
    if (!rules.mayWait(asked)) {
      settle(routing, rules.decide(asked));
      return;
    }
    // This thread serves others, too; what the body brings meanwhile waits for its reader.
    routing.request().pause();
    routing
        .vertx()
        .executeBlocking(() -> rules.decide(asked), false)
        .onComplete(decided -> {
          routing.request().resume();
          if (decided.succeeded()) {
            settle(routing, decided.result());
          } else {
            routing.fail(decided.cause());
          }
        });
  }

  private static void settle(RoutingContext routing, AccessRules.Verdict verdict) {
    switch (verdict) {
      case AccessRules.Verdict.Admitted(var viewer) -> {
        if (viewer != null) {
          routing.put(VIEWER, viewer);
        }
        routing.next();
      }
      case AccessRules.Verdict.TurnedAway(var status, var code, var detail) -> {
        HttpServerResponse response = routing.response().setStatusCode(status);
        if (status == 401) {
          response.putHeader("WWW-Authenticate", "Bearer");
        }
        response
            .putHeader("Content-Type", Problem.MEDIA_TYPE)
            .end(new Problem(status, code, detail).json());
      }
    }
  }

  private AccessRules.Asked asked(HttpServerRequest request) {
    AccessRules.Assertion assertion = assertion(request);
    String host = authority(request);
    Cookie cookie = request.getCookie(AccessRules.COOKIE);
    return new AccessRules.Asked(
        request.method().name(),
        rawPath(request),
        host,
        request.scheme() + "://" + host,
        isBearer(assertion) ? null : request.getHeader(FrontDoorSettings.BEARER_HEADER),
        cookie == null ? null : cookie.getValue(),
        request.getHeader("Origin"),
        request.getHeader("Sec-Fetch-Site"),
        assertion,
        clientOf(request));
  }

  /** The token of a front door; the first that is there. */
  private AccessRules.@Nullable Assertion assertion(HttpServerRequest request) {
    if (doors.isEmpty() || !proxies.include(remote(request))) {
      return null;
    }
    for (FrontDoorSettings door : doors) {
      String value = request.getHeader(door.header());
      boolean bearer = door.header().equalsIgnoreCase(FrontDoorSettings.BEARER_HEADER);
      if (value != null && (!bearer || BEARER_TOKEN.matcher(value).matches())) {
        return new AccessRules.Assertion(
            door.name(), bearer ? value.substring(value.indexOf(' ') + 1) : value);
      }
    }
    return null;
  }

  private boolean isBearer(AccessRules.@Nullable Assertion assertion) {
    return assertion != null
        && doors.stream()
            .anyMatch(door ->
                door.name().equals(assertion.door())
                    && door.header().equalsIgnoreCase(FrontDoorSettings.BEARER_HEADER));
  }

  private Client clientOf(HttpServerRequest request) {
    String program = request.getHeader("User-Agent");
    return Client.of(
        proxies.client(
            remote(request),
            request.headers().getAll("X-Forwarded-For"),
            request.headers().getAll("Forwarded")),
        program == null ? "" : program);
  }

  private static String remote(HttpServerRequest request) {
    SocketAddress remote = request.remoteAddress();
    String address = remote == null ? null : remote.hostAddress();
    return address == null ? "" : address;
  }

  /**
   * By which name the server was called. Two Host headers are none (RFC 9112, section 3.2): whoever
   * stands before this server may have looked at the other one.
   */
  private static String authority(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority == null || request.headers().getAll("Host").size() > 1
        ? ""
        : authority.toString();
  }

  /** The path as it came: what the rules see must not be nicer than what routes see. */
  private static String rawPath(HttpServerRequest request) {
    String path = new QueryStringDecoder(request.uri()).rawPath();
    return path.isEmpty() ? "/" : path;
  }

  private static void harden(RoutingContext routing) {
    HttpServerResponse response = routing.response();
    response.putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.putHeader("X-Content-Type-Options", "nosniff");
    response.putHeader("X-Frame-Options", "DENY");
    response.putHeader("Referrer-Policy", "same-origin");
    response.putHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.putHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.putHeader(
        "Permissions-Policy", "camera=(), microphone=(), geolocation=(), clipboard-read=()");
    response.putHeader("Cache-Control", caching(rawPath(routing.request()), response));
  }

  /** Names of assets carry a hash of their content. What is not public is kept by nobody. */
  private static String caching(String path, HttpServerResponse response) {
    if (AccessRules.isPublic(path)
        && path.startsWith("/assets/")
        && response.getStatusCode() == 200) {
      return ONE_YEAR;
    }
    return AccessRules.isPublic(path) && !path.startsWith("/sign-in") ? "no-cache" : "no-store";
  }
}
