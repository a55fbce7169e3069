package dev.gatescribe.admission;

import dev.gatescribe.session.Identity;
import dev.gatescribe.session.Principal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A principal as configured, with the keys and tokens they are recognised by. */
public record PrincipalDefinition(
    Principal principal,
    Identity.Kind kind,
    Optional<String> email,
    List<SshPublicKey> publicKeys,
    List<AccessTokenDefinition> accessTokens) {
  public PrincipalDefinition {
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(email, "email");
    publicKeys = List.copyOf(publicKeys);
    accessTokens = List.copyOf(accessTokens);
  }

  /** Who they are. What identity providers say of somebody is not in the configuration. */
  public Identity identity() {
    return new Identity(principal, kind, email, Set.of());
  }
}
