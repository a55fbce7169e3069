package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.k8s.request.NamespaceRule;
import dev.gatescribe.gateway.k8s.request.RequestInfo;
import dev.gatescribe.gateway.k8s.request.RequestTarget;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.NamespaceScope;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Optional;
import java.util.Set;

/** What a request inside a session may be, before anything of it reaches the API server. */
final class RequestRules {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private RequestRules() {}

  static Optional<Refusal> refusal(
      Constraints constraints,
      HttpRequest request,
      boolean http2,
      RequestTarget target,
      RequestInfo info) {
    if (!METHODS.contains(request.method().name())) {
      return refused("another HTTP method", "the gateway passes no such HTTP method on");
    }
    if (ClientHeaders.impersonates(request.headers())) {
      return refused(
          "impersonation",
          "who acts on the cluster is said by the gateway; --as and --as-group are not allowed");
    }
    if (!NamespaceRule.allows(constraints.namespaces(), info, target)) {
      return Optional.of(
          Refusal.of(
              DenialReason.NAMESPACE_NOT_ALLOWED,
              info.describe(),
              info.describe()
                  + " is outside of what policy "
                  + constraints.rule()
                  + " allows"
                  + allowed(constraints.namespaces())));
    }
    return StreamOffer.refusal(request, http2, info);
  }

  private static String allowed(NamespaceScope scope) {
    return switch (scope) {
      case NamespaceScope.Every _ -> "";
      case NamespaceScope.Only(var names) ->
          ": namespace " + String.join(", ", names.stream().sorted().toList());
    };
  }

  private static Optional<Refusal> refused(String what, String explanation) {
    return Optional.of(Refusal.of(DenialReason.FEATURE_NOT_ALLOWED, what, explanation));
  }
}
