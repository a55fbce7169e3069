package dev.gatescribe.session;

import java.util.Objects;

/**
 * Who an {@link AccessToken} belongs to.
 *
 * @param principal who it makes the client
 * @param tokenName what audit events and recordings call the token; tells nothing of the secret
 * @param forTarget whether it opens the target that was asked for
 */
public record TokenHolder(Principal principal, String tokenName, boolean forTarget) {
  public TokenHolder {
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(tokenName, "tokenName");
  }
}
