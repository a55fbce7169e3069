package dev.gatescribe.gateway.k8s.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.NamespaceScope;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody sees who may see namespace {@code web} alone. */
class NamespaceRuleTest {
  private static final NamespaceScope WEB = new NamespaceScope.Only(Set.of("web"));

  @ParameterizedTest
  @CsvSource({
    "GET,    /api/v1/namespaces/web/pods",
    "POST,   /api/v1/namespaces/web/pods",
    "GET,    /api/v1/namespaces/web/pods/a/exec",
    "DELETE, /apis/apps/v1/namespaces/web/deployments/a",
    "GET,    /api/v1/watch/namespaces/web/pods",
    "GET,    /api/v1/namespaces/web",
    "GET,    /api/v1/namespaces?fieldSelector=metadata.name%3Dweb",
    "GET,    /api/v1/namespaces?watch=1&fieldSelector=metadata.name%3Dweb",
    "GET,    /api",
    "GET,    /api/v1",
    "GET,    /apis/apps/v1",
    "GET,    /version",
    "GET,    /openapi/v3",
    "GET,    /healthz",
    "HEAD,   /readyz",
    "GET,    /livez/ping",
    "POST,   /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    "POST,   /apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
    "POST,   /apis/authentication.k8s.io/v1/selfsubjectreviews",
  })
  void aRequestIsWithinThenItPasses(String method, String path) throws RequestTargetException {
    assertThat(allows(WEB, method, path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /api/v1/namespaces/other/pods",
    "GET,    /api/v1/pods",
    "GET,    /api/v1/pods?fieldSelector=metadata.namespace%3Dweb",
    "GET,    /api/v1/namespaces",
    "GET,    /api/v1/namespaces?fieldSelector=metadata.name!%3Dweb",
    "GET,    /api/v1/namespaces?fieldSelector=metadata.name%3Dother",
    "GET,    /api/v1/namespaces/other",
    "DELETE, /api/v1/namespaces/web",
    "PATCH,  /api/v1/namespaces/web",
    "POST,   /api/v1/namespaces",
    "PUT,    /api/v1/namespaces/web/finalize",
    "GET,    /api/v1/nodes",
    "GET,    /api/v1/nodes/n1/proxy/exec/web/a/c",
    "GET,    /apis/rbac.authorization.k8s.io/v1/clusterroles",
    "POST,   /apis/authorization.k8s.io/v1/subjectaccessreviews",
    "POST,   /apis/authentication.k8s.io/v1/tokenreviews",
    "GET,    /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    "GET,    /metrics",
    "GET,    /logs",
    "GET,    /debug/pprof",
    "POST,   /api",
    "GET,    /",
    "GET,    /apis/example.org/v1/namespaces/other/namespaces/web",
  })
  void aRequestIsOutsideThenItDoesNotPass(String method, String path)
      throws RequestTargetException {
    assertThat(allows(WEB, method, path)).isFalse();
    assertThat(allows(new NamespaceScope.Every(), method, path)).isTrue();
  }

  private static boolean allows(NamespaceScope scope, String method, String path)
      throws RequestTargetException {
    RequestTarget target = RequestTarget.parse(path);
    return NamespaceRule.allows(scope, RequestInfo.of(method, target), target);
  }
}
