package dev.gatescribe.session;

import java.util.Set;

/** Which namespaces of a Kubernetes target a session may reach. */
public sealed interface NamespaceScope {

  /** Whether a request for this namespace is within; empty means the cluster as a whole. */
  boolean includes(String namespace);

  /** All namespaces, and what belongs to no namespace. */
  record Every() implements NamespaceScope {
    @Override
    public boolean includes(String namespace) {
      return true;
    }
  }

  /** These namespaces, and nothing that belongs to the cluster as a whole. */
  record Only(Set<String> names) implements NamespaceScope {
    public Only {
      names = Set.copyOf(names);
      if (names.isEmpty() || names.contains("")) {
        throw new IllegalArgumentException("a scope names its namespaces");
      }
    }

    @Override
    public boolean includes(String namespace) {
      return names.contains(namespace);
    }
  }
}
