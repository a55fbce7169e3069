package dev.gatescribe.gateway.k8s.request;

import dev.gatescribe.session.NamespaceScope;
import dev.gatescribe.session.event.RequestedResource;
import java.util.List;
import java.util.Set;

/**
 * What a scope of namespaces lets pass. A scope of some namespaces holds back what belongs to
 * others and to the cluster as a whole, except what a client needs to speak with an API server at
 * all, what it may ask about itself, and a look at the namespaces themselves.
 */
public final class NamespaceRule {

  /** First segments of paths that tell what the API server offers and how it fares. */
  private static final Set<String> DISCOVERY =
      Set.of("api", "apis", "version", "openapi", "healthz", "livez", "readyz");

  private static final Set<String> LOOKING = Set.of("get", "list", "watch");

  private static final Set<String> REVIEWS_OF_ONESELF =
      Set.of("selfsubjectaccessreviews", "selfsubjectrulesreviews");

  private NamespaceRule() {}

  /** Whether a request is within the scope. */
  public static boolean allows(NamespaceScope scope, RequestInfo info, RequestTarget target) {
    return switch (scope) {
      case NamespaceScope.Every _ -> true;
      case NamespaceScope.Only only ->
          info.isResource()
              ? allowsResource(only, info)
              : isDiscovery(info.verb(), target.segments());
    };
  }

  private static boolean allowsResource(NamespaceScope.Only scope, RequestInfo info) {
    RequestedResource resource = info.resource();
    if (resource.resource().equals("namespaces")) {
      // A namespace is an object of the cluster: to look at one is to stay within, to change it is
      // not. The path of /api/v1/namespaces/NAME names it as its own namespace.
      return resource.group().isEmpty()
          && resource.subresource().isEmpty()
          && LOOKING.contains(info.verb())
          && scope.includes(resource.name());
    }
    if (isAboutOneself(info)) {
      return true;
    }
    return !resource.namespace().isEmpty() && scope.includes(resource.namespace());
  }

  private static boolean isAboutOneself(RequestInfo info) {
    if (!info.verb().equals("create")) {
      return false;
    }
    return switch (info.resource().group()) {
      case "authorization.k8s.io" -> REVIEWS_OF_ONESELF.contains(info.resource().resource());
      case "authentication.k8s.io" -> info.resource().resource().equals("selfsubjectreviews");
      default -> false;
    };
  }

  private static boolean isDiscovery(String verb, List<String> segments) {
    return (verb.equals("get") || verb.equals("head"))
        && !segments.isEmpty()
        && DISCOVERY.contains(segments.getFirst());
  }
}
