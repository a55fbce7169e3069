package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.k8s.request.RequestInfo;
import dev.gatescribe.gateway.k8s.request.RequestTarget;
import dev.gatescribe.gateway.k8s.request.RequestTargetException;
import java.util.Objects;

/** Where a request is meant to go: {@code /clusters/TARGET/LOGIN} and the API server's own path. */
sealed interface RequestDestination {

  String PREFIX = "/clusters/";

  /** Longest name of a target or login. */
  int NAME_MAX_LENGTH = 253;

  /** Understood. */
  record Named(String target, String login, RequestTarget request) implements RequestDestination {
    public Named {
      Objects.requireNonNull(target, "target");
      Objects.requireNonNull(login, "login");
      Objects.requireNonNull(request, "request");
    }
  }

  /** Not understood. */
  record Malformed(String explanation) implements RequestDestination {
    public Malformed {
      Objects.requireNonNull(explanation, "explanation");
    }
  }

  /** Whether the request is understood, and about no resource. */
  default boolean isOutsideOfResources(String method) {
    return switch (this) {
      case Named(_, _, RequestTarget request) -> RequestInfo.isOutsideOfResources(method, request);
      case Malformed _ -> false;
    };
  }

  /** Reads the target of an HTTP request (RFC 9112, section 3.2.1: the origin form alone). */
  static RequestDestination parse(String uri) {
    if (!uri.startsWith(PREFIX)) {
      return new Malformed(
          "the address of the server in the kubeconfig ends in /clusters/TARGET/LOGIN");
    }
    int question = uri.indexOf('?');
    int pathEnd = question < 0 ? uri.length() : question;
    int targetEnd = uri.indexOf('/', PREFIX.length());
    if (targetEnd < 0 || targetEnd >= pathEnd) {
      return new Malformed("the path names no login behind its target");
    }
    int loginEnd = uri.indexOf('/', targetEnd + 1);
    if (loginEnd < 0 || loginEnd > pathEnd) {
      loginEnd = pathEnd;
    }
    String target = uri.substring(PREFIX.length(), targetEnd);
    String login = uri.substring(targetEnd + 1, loginEnd);
    if (!isName(target) || !isName(login)) {
      return new Malformed(
          "a target and a login are letters, digits and the signs - _ . : @, nothing encoded");
    }
    String rest = uri.substring(loginEnd);
    try {
      return new Named(
          target, login, RequestTarget.parse(rest.startsWith("/") ? rest : "/" + rest));
    } catch (RequestTargetException malformed) {
      return new Malformed(malformed.explanation());
    }
  }

  private static boolean isName(String text) {
    if (text.isEmpty()
        || text.length() > NAME_MAX_LENGTH
        || text.equals(".")
        || text.equals("..")) {
      return false;
    }
    return text.chars()
        .allMatch(c ->
            (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "-_.:@".indexOf(c) >= 0);
  }
}
