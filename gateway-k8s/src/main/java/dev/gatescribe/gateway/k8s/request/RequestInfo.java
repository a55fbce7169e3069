package dev.gatescribe.gateway.k8s.request;

import dev.gatescribe.session.event.RequestedResource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a request is about, by method, path and query; read as the API server's RequestInfoFactory
 * reads it (Kubernetes, apiserver, package endpoints/request).
 *
 * <pre>
 *   /api/VERSION/RESOURCE[/NAME[/SUBRESOURCE/…]]
 *   /api/VERSION/namespaces/NAMESPACE/RESOURCE[/NAME[/SUBRESOURCE/…]]
 *   /apis/GROUP/VERSION/…                the same
 *   /api/VERSION/watch/…, /proxy/…       the same, with the verb in front
 *   everything else                      no resource
 * </pre>
 *
 * <p>In one thing it is stricter: exec, attach, portforward and proxy are {@code create} whatever
 * the method says, because a WebSocket begins with a GET and does no less.
 *
 * @param verb as the API server authorises it; for what is no resource, the method in lower case
 * @param resource what is meant, {@link RequestedResource#NONE} if it is no resource
 */
public record RequestInfo(String verb, boolean isResource, RequestedResource resource) {

  private static final Set<String> PREFIXES = Set.of("api", "apis");
  private static final Set<String> SPECIAL_VERBS = Set.of("proxy", "watch");
  private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");
  private static final Set<String> STREAMING_SUBRESOURCES = Set.of("exec", "attach", "portforward");

  public RequestInfo {
    Objects.requireNonNull(verb, "verb");
    Objects.requireNonNull(resource, "resource");
  }

  /**
   * Reads a request.
   *
   * @throws RequestTargetException if the path begins a resource and does not name one
   */
  public static RequestInfo of(String method, RequestTarget target) throws RequestTargetException {
    List<String> parts = target.segments();
    if (parts.size() < 3 || !PREFIXES.contains(parts.getFirst())) {
      return nonResource(method);
    }
    String group = "";
    boolean grouped = parts.getFirst().equals("apis");
    parts = rest(parts, 1);
    if (grouped) {
      if (parts.size() < 3) {
        return nonResource(method);
      }
      group = parts.getFirst();
      parts = rest(parts, 1);
    }
    String version = parts.getFirst();
    parts = rest(parts, 1);
    String verb = verbOf(method);
    if (SPECIAL_VERBS.contains(parts.getFirst())) {
      if (parts.size() < 2) {
        throw new RequestTargetException("the path names a verb and no resource");
      }
      verb = parts.getFirst();
      parts = rest(parts, 1);
    }
    return resource(verb, group, version, parts, target);
  }

  /** Whether a request is understood, and about no resource. */
  public static boolean isOutsideOfResources(String method, RequestTarget target) {
    try {
      return !of(method, target).isResource();
    } catch (RequestTargetException malformed) {
      return false;
    }
  }

  /** What is known of a request whose path says nothing. */
  public static RequestInfo nonResource(String method) {
    return new RequestInfo(method.toLowerCase(Locale.ROOT), false, RequestedResource.NONE);
  }

  /** Whether what passes are streams that the gateway has to understand to record them. */
  public boolean isStreaming() {
    return resource.group().isEmpty()
        && resource.resource().equals("pods")
        && STREAMING_SUBRESOURCES.contains(resource.subresource());
  }

  /** Whether what passes is the protocol of something else, behind the API server. */
  public boolean isProxied() {
    return resource.subresource().equals("proxy") || verb.equals("proxy");
  }

  /** In words, for people: {@code list pods in namespace web}. */
  public String describe() {
    if (!isResource) {
      return verb + " outside of any resource";
    }
    StringBuilder words = new StringBuilder(verb).append(' ').append(resource.resource());
    if (!resource.group().isEmpty()) {
      words.append('.').append(resource.group());
    }
    if (!resource.subresource().isEmpty()) {
      words.append('/').append(resource.subresource());
    }
    return words
        .append(
            resource.namespace().isEmpty()
                ? " in the cluster as a whole"
                : " in namespace " + resource.namespace())
        .toString();
  }

  private static List<String> rest(List<String> parts, int from) {
    return parts.subList(from, parts.size());
  }

  private static String verbOf(String method) {
    return switch (method) {
      case "POST" -> "create";
      case "GET", "HEAD" -> "get";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> "";
    };
  }

  private static RequestInfo resource(
      String methodVerb, String group, String version, List<String> path, RequestTarget target) {
    List<String> parts = path;
    String namespace = "";
    if (parts.getFirst().equals("namespaces") && parts.size() > 1) {
      namespace = parts.get(1);
      if (parts.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(parts.get(2))) {
        parts = rest(parts, 2);
      }
    }
    String verb = methodVerb;
    String name = parts.size() >= 2 ? parts.get(1) : "";
    String subresource = parts.size() >= 3 && !verb.equals("proxy") ? parts.get(2) : "";
    if (name.isEmpty() && verb.equals("get")) {
      verb = target.flag("watch") ? "watch" : "list";
      name = selectedName(target);
    }
    if (name.isEmpty() && verb.equals("delete")) {
      verb = "deletecollection";
    }
    if (subresource.equals("proxy") || STREAMING_SUBRESOURCES.contains(subresource)) {
      verb = "create";
    }
    return new RequestInfo(
        verb,
        true,
        new RequestedResource(group, version, namespace, parts.getFirst(), name, subresource));
  }

  /** The one object that a field selector leaves of a list; empty if it does not say one. */
  private static String selectedName(RequestTarget target) {
    if (!isNumber(target.parameter("limit")) || !isNumber(target.parameter("timeoutSeconds"))) {
      return "";
    }
    Optional<String> name =
        FieldSelector.parse(target.parameter("fieldSelector"))
            .flatMap(selector -> selector.exactly("metadata.name"));
    return name.filter(RequestInfo::isPathSegment).orElse("");
  }

  private static boolean isNumber(String text) {
    if (text.isEmpty()) {
      return true;
    }
    try {
      var _ = Long.parseLong(text);
      return true;
    } catch (NumberFormatException notOne) {
      return false;
    }
  }

  private static boolean isPathSegment(String name) {
    return !name.equals(".") && !name.equals("..") && !name.contains("/") && !name.contains("%");
  }
}
