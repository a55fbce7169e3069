package dev.gatescribe.admission.policy;

import dev.gatescribe.session.NamespaceScope;
import dev.gatescribe.session.SshFeature;
import java.util.Objects;
import java.util.Set;

/**
 * What a policy says of one protocol.
 *
 * @param logins accounts on the target: Unix logins, database roles, groups of a cluster
 * @param namespaces where it reaches on a Kubernetes target
 * @param features what may be done in an SSH session
 */
public record Permission(
    NameSelection logins, NamespaceScope namespaces, Set<SshFeature> features) {
  public Permission {
    Objects.requireNonNull(logins, "logins");
    Objects.requireNonNull(namespaces, "namespaces");
    features = Set.copyOf(features);
  }

  /** These logins, and nothing narrower. */
  public static Permission of(NameSelection logins) {
    return new Permission(logins, new NamespaceScope.Every(), SshFeature.DEFAULTS);
  }
}
