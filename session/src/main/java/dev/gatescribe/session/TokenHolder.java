package dev.gatescribe.session;

import java.util.Objects;

/**
 * Who an {@link AccessToken} belongs to.
 *
 * @param principal who it makes the client
 * @param authentication what it proves; its detail is what audit events and recordings call the
 *     token, and tells nothing of the secret
 * @param forTarget whether it opens the target that was asked for
 */
public record TokenHolder(Principal principal, Authentication authentication, boolean forTarget) {
  public TokenHolder {
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(authentication, "authentication");
  }

  /** What audit events and recordings call the token. */
  public String tokenName() {
    return authentication.detail();
  }
}
