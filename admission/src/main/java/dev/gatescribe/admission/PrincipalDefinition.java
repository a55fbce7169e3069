package dev.gatescribe.admission;

import dev.gatescribe.session.Principal;
import java.util.List;
import java.util.Objects;

/** A principal as configured, with the keys they are recognised by. */
public record PrincipalDefinition(Principal principal, List<SshPublicKey> publicKeys) {
  public PrincipalDefinition {
    Objects.requireNonNull(principal, "principal");
    publicKeys = List.copyOf(publicKeys);
  }
}
