package dev.gatescribe.admission.policy;

import java.util.Objects;

/** Who is meant, under a name that policies and other groups use. */
public record AccessGroup(String name, Audience audience) {
  public AccessGroup {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(audience, "audience");
  }
}
