package dev.gatescribe.session;

import java.util.Objects;

/**
 * An authenticated human or workload.
 *
 * @param name the unique name by which policies, audit events and recordings know the principal
 */
public record Principal(String name) {
  public Principal {
    Objects.requireNonNull(name, "name");
    if (name.isBlank()) {
      throw new IllegalArgumentException("a principal has a name");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
