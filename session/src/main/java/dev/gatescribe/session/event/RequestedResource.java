package dev.gatescribe.session.event;

import java.util.Objects;

/**
 * What a request to a Kubernetes API server is about, by its path. Fields that do not apply are
 * empty text, never null.
 *
 * @param group of the API; empty for the core group
 * @param version of the API
 * @param resource in the plural, such as {@code pods}; empty for a path that is no resource
 * @param subresource such as {@code log} or {@code exec}
 */
public record RequestedResource(
    String group,
    String version,
    String namespace,
    String resource,
    String name,
    String subresource) {
  /** Of a request that is about no resource, such as {@code /version}. */
  public static final RequestedResource NONE = new RequestedResource("", "", "", "", "", "");

  public RequestedResource {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(resource, "resource");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(subresource, "subresource");
  }
}
