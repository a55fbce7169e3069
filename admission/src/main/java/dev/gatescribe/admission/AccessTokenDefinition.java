package dev.gatescribe.admission;

import dev.gatescribe.admission.policy.NameSelection;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A token as configured: what it is called and what it opens, never what it is.
 *
 * @param name what audit events and recordings call it
 * @param digest of the token's text; the text is random enough that nobody finds it from that
 * @param targets what it opens; what the policies refuse stays refused
 * @param expires when it ends; empty for as long as it is configured
 */
public record AccessTokenDefinition(
    String name, TokenDigest digest, NameSelection targets, Optional<Instant> expires) {
  public AccessTokenDefinition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(targets, "targets");
    Objects.requireNonNull(expires, "expires");
  }
}
