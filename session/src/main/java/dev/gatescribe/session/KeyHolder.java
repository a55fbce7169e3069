package dev.gatescribe.session;

import java.util.Objects;

/**
 * Who an SSH public key belongs to.
 *
 * @param principal who it makes the client
 * @param authentication what it proves: the key alone, or the sign-in that it was bound by
 */
public record KeyHolder(Principal principal, Authentication authentication) {
  public KeyHolder {
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(authentication, "authentication");
  }
}
