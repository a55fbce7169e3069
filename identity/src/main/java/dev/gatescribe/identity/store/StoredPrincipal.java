package dev.gatescribe.identity.store;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Somebody who has signed in.
 *
 * @param issuer the identifier in its tokens
 * @param factsAt when the issuer last said so; empty if it says so no more
 */
public record StoredPrincipal(
    UUID id,
    String issuer,
    String subject,
    String name,
    Optional<String> email,
    Set<String> groups,
    Optional<Instant> factsAt) {
  public StoredPrincipal {
    groups = Set.copyOf(groups);
  }
}
