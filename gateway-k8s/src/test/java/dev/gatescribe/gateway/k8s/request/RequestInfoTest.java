package dev.gatescribe.gateway.k8s.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.session.event.RequestedResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API server's reading of method and path, as a table. */
class RequestInfoTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # method | path | verb | group | version | namespace | resource | name | subresource
          GET    | /api/v1/pods                                           | list             |||v1||pods||
          GET    | /api/v1/namespaces/web/pods                            | list             |||v1|web|pods||
          GET    | /api/v1/namespaces/web/pods/                           | list             |||v1|web|pods||
          GET    | /api/v1/namespaces/web/pods?watch=true                 | watch            |||v1|web|pods||
          GET    | /api/v1/namespaces/web/pods?watch=1                    | watch            |||v1|web|pods||
          GET    | /api/v1/namespaces/web/pods?watch=                     | watch            |||v1|web|pods||
          GET    | /api/v1/namespaces/web/pods?watch                      | watch            |||v1|web|pods||
          GET    | /api/v1/namespaces/web/pods?watch=yes                  | watch            |||v1|web|pods||
          GET    | /api/v1/namespaces/web/pods?watch=false                | list             |||v1|web|pods||
          GET    | /api/v1/namespaces/web/pods?watch=False                | list             |||v1|web|pods||
          GET    | /api/v1/namespaces/web/pods?watch=0                    | list             |||v1|web|pods||
          GET    | /api/v1/namespaces/web/pods?watch=false&watch=true     | list             |||v1|web|pods||
          GET    | /api/v1/namespaces/web/pods/a                          | get              |||v1|web|pods|a|
          GET    | /api/v1/namespaces/web/pods/a?watch=true               | get              |||v1|web|pods|a|
          HEAD   | /api/v1/namespaces/web/pods/a                          | get              |||v1|web|pods|a|
          HEAD   | /api/v1/namespaces/web/pods                            | list             |||v1|web|pods||
          POST   | /api/v1/namespaces/web/pods                            | create           |||v1|web|pods||
          PUT    | /api/v1/namespaces/web/pods/a                          | update           |||v1|web|pods|a|
          PATCH  | /api/v1/namespaces/web/pods/a                          | patch            |||v1|web|pods|a|
          DELETE | /api/v1/namespaces/web/pods/a                          | delete           |||v1|web|pods|a|
          DELETE | /api/v1/namespaces/web/pods                            | deletecollection |||v1|web|pods||
          GET    | /api/v1/namespaces/web/pods/a/status                   | get              |||v1|web|pods|a|status
          PUT    | /api/v1/namespaces/web/pods/a/status                   | update           |||v1|web|pods|a|status
          GET    | /api/v1/namespaces/web/pods/a/log?follow=true          | get              |||v1|web|pods|a|log
          POST   | /api/v1/namespaces/web/pods/a/binding                  | create           |||v1|web|pods|a|binding
          POST   | /api/v1/namespaces/web/pods/a/eviction                 | create           |||v1|web|pods|a|eviction
          POST   | /api/v1/namespaces/web/pods/a/exec?command=ls          | create           |||v1|web|pods|a|exec
          GET    | /api/v1/namespaces/web/pods/a/exec?command=ls          | create           |||v1|web|pods|a|exec
          GET    | /api/v1/namespaces/web/pods/a/attach                   | create           |||v1|web|pods|a|attach
          GET    | /api/v1/namespaces/web/pods/a/portforward              | create           |||v1|web|pods|a|portforward
          GET    | /api/v1/namespaces/web/pods/a/proxy/x/y                | create           |||v1|web|pods|a|proxy
          DELETE | /api/v1/namespaces/web/services/a/proxy/x              | create           |||v1|web|services|a|proxy
          GET    | /api/v1/nodes/n1/proxy/run/a                           | create           |||v1||nodes|n1|proxy
          PATCH  | /api/v1/namespaces/web/pods/a/ephemeralcontainers      | patch            |||v1|web|pods|a|ephemeralcontainers
          POST   | /api/v1/namespaces/web/serviceaccounts/a/token         | create           |||v1|web|serviceaccounts|a|token
          GET    | /api/v1/namespaces                                     | list             |||v1||namespaces||
          GET    | /api/v1/namespaces?watch=true                          | watch            |||v1||namespaces||
          POST   | /api/v1/namespaces                                     | create           |||v1||namespaces||
          GET    | /api/v1/namespaces/web                                 | get              |||v1|web|namespaces|web|
          DELETE | /api/v1/namespaces/web                                 | delete           |||v1|web|namespaces|web|
          GET    | /api/v1/namespaces/web/status                          | get              |||v1|web|namespaces|web|status
          PUT    | /api/v1/namespaces/web/finalize                        | update           |||v1|web|namespaces|web|finalize
          GET    | /api/v1/namespaces/web/finalize2                       | list             |||v1|web|finalize2||
          GET    | /api/v1/nodes                                          | list             |||v1||nodes||
          GET    | /api/v1/nodes/n1                                       | get              |||v1||nodes|n1|
          GET    | /api/v1/watch/pods                                     | watch            |||v1||pods||
          GET    | /api/v1/watch/namespaces/web/pods                      | watch            |||v1|web|pods||
          GET    | /api/v1/watch/namespaces/web/pods/a                    | watch            |||v1|web|pods|a|
          POST   | /api/v1/watch/namespaces/web/pods                      | watch            |||v1|web|pods||
          GET    | /api/v1/proxy/namespaces/web/services/a/x              | proxy            |||v1|web|services|a|
          GET    | /apis/apps/v1/deployments                              | list             ||apps|v1||deployments||
          GET    | /apis/apps/v1/namespaces/web/deployments/a             | get              ||apps|v1|web|deployments|a|
          PATCH  | /apis/apps/v1/namespaces/web/deployments/a/scale       | patch            ||apps|v1|web|deployments|a|scale
          DELETE | /apis/apps/v1/namespaces/web/deployments               | deletecollection ||apps|v1|web|deployments||
          GET    | /apis/metrics.k8s.io/v1beta1/namespaces/web/pods       | list             ||metrics.k8s.io|v1beta1|web|pods||
          POST   | /apis/authorization.k8s.io/v1/selfsubjectaccessreviews | create           ||authorization.k8s.io|v1||selfsubjectaccessreviews||
          GET    | /apis/example.org/v1/watch/widgets                     | watch            ||example.org|v1||widgets||
          GET    | /apis/example.org/v1/namespaces/web/exec/a             | get              ||example.org|v1|web|exec|a|
          GET    | /api/v1/pods?fieldSelector=metadata.name%3Da           | list             |||v1||pods|a|
          GET    | /api/v1/pods?fieldSelector=metadata.name%3D%3Da        | list             |||v1||pods|a|
          GET    | /api/v1/pods?fieldSelector=metadata.name!%3Da          | list             |||v1||pods||
          GET    | /api/v1/pods?watch=1&fieldSelector=metadata.name%3Da   | watch            |||v1||pods|a|
          GET    | /api/v1/pods?fieldSelector=x%3Dy%2Cmetadata.name%3Da   | list             |||v1||pods|a|
          GET    | /api/v1/pods?fieldSelector=metadata.name%3Da%2Fb       | list             |||v1||pods||
          GET    | /api/v1/pods?fieldSelector=metadata.name%3D..          | list             |||v1||pods||
          GET    | /api/v1/pods?fieldSelector=metadata.name%3Da%5C%2Cb    | list             |||v1||pods|a,b|
          GET    | /api/v1/pods?fieldSelector=nonsense                    | list             |||v1||pods||
          GET    | /api/v1/pods?limit=x&fieldSelector=metadata.name%3Da   | list             |||v1||pods||
          DELETE | /api/v1/pods?fieldSelector=metadata.name%3Da           | deletecollection |||v1||pods||
          OPTIONS| /api/v1/namespaces/web/pods                            |                  |||v1|web|pods||
          GET    | /api/v1/namespaces/web/pods/a%3Ab                      | get              |||v1|web|pods|a:b|
          """)
  void aResourceIsAskedForThenItIsReadAsTheApiServerReadsIt(
      String method,
      String path,
      String verb,
      String nothing,
      String group,
      String version,
      String namespace,
      String resource,
      String name,
      String subresource)
      throws RequestTargetException {
    RequestInfo info = RequestInfo.of(method, RequestTarget.parse(path));

    assertThat(info)
        .isEqualTo(
            new RequestInfo(
                text(verb),
                true,
                new RequestedResource(
                    text(group),
                    text(version),
                    text(namespace),
                    text(resource),
                    text(name),
                    text(subresource))));
    assertThat(nothing).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api",
        "/api/",
        "/api/v1",
        "/apis",
        "/apis/apps",
        "/apis/apps/v1",
        "/version",
        "/healthz/etcd/x/y",
        "/openapi/v3/apis/apps/v1",
        "/metrics",
        "/logs/a/b/c",
        "/API/v1/pods"
      })
  void noResourceIsAskedForThenTheVerbIsTheMethod(String path) throws RequestTargetException {
    RequestInfo info = RequestInfo.of("GET", RequestTarget.parse(path));

    assertThat(info).isEqualTo(new RequestInfo("get", false, RequestedResource.NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/watch", "/api/v1/proxy/", "/apis/apps/v1/watch"})
  void aVerbStandsInThePathWithoutAResourceThenItIsRefused(String path)
      throws RequestTargetException {
    RequestTarget target = RequestTarget.parse(path);

    assertThatThrownBy(() -> RequestInfo.of("GET", target))
        .isInstanceOf(RequestTargetException.class);
  }

  @Test
  void aRequestIsToldToPeopleThenVerbResourceAndNamespaceAreThere() throws RequestTargetException {
    assertThat(
            RequestInfo.of(
                    "PATCH",
                    RequestTarget.parse("/apis/apps/v1/namespaces/web/deployments/a/scale"))
                .describe())
        .isEqualTo("patch deployments.apps/scale in namespace web");
    assertThat(RequestInfo.of("GET", RequestTarget.parse("/api/v1/nodes")).describe())
        .isEqualTo("list nodes in the cluster as a whole");
  }

  private static String text(String column) {
    return column == null ? "" : column;
  }
}
