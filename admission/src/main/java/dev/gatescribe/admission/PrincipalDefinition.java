package dev.gatescribe.admission;

import dev.gatescribe.session.Principal;
import java.util.List;
import java.util.Objects;

/** A principal as configured, with the keys and tokens they are recognised by. */
public record PrincipalDefinition(
    Principal principal, List<SshPublicKey> publicKeys, List<AccessTokenDefinition> accessTokens) {
  public PrincipalDefinition {
    Objects.requireNonNull(principal, "principal");
    publicKeys = List.copyOf(publicKeys);
    accessTokens = List.copyOf(accessTokens);
  }
}
