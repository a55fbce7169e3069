package dev.gatescribe.session;

import java.util.Objects;

/**
 * A group that an identity provider says somebody is in. The same name at two issuers is two
 * groups.
 *
 * @param issuer the name of the issuer in the configuration
 * @param name the group's name there
 */
public record IdpGroup(String issuer, String name) {
  public IdpGroup {
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(name, "name");
  }
}
