package dev.gatescribe.admission;

import dev.gatescribe.session.Target;
import java.util.List;
import java.util.Objects;

/** A target as configured, with what opens it. */
public record TargetDefinition(Target target, List<CredentialReference> credentials) {
  public TargetDefinition {
    Objects.requireNonNull(target, "target");
    credentials = List.copyOf(credentials);
  }
}
