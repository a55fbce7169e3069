package dev.gatescribe.session;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who a principal is, as known now. It is looked up at each decision and not kept from the sign-in,
 * so that somebody who left a group is out of it everywhere.
 *
 * @param email a verified address; empty if none is known
 * @param idpGroups what the identity providers say
 */
public record Identity(
    Principal principal, Kind kind, Optional<String> email, Set<IdpGroup> idpGroups) {
  public Identity {
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(email, "email");
    idpGroups = Set.copyOf(idpGroups);
  }

  /** What kind of principal it is. */
  public enum Kind {
    PERSON("person"),
    /** A workload; nobody sits before it. */
    SERVICE_ACCOUNT("service-account");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}
