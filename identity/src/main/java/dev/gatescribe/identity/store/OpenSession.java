package dev.gatescribe.identity.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A browser that is signed in.
 *
 * @param digest of the secret in its cookie
 * @param client who opened it
 * @param refreshedAt when the issuer last said that all this is so
 * @param tokens of the issuer, sealed
 */
public record OpenSession(
    String digest,
    StoredPrincipal principal,
    Client client,
    Instant authenticatedAt,
    Optional<Instant> secondFactorAt,
    Map<String, String> posture,
    Instant startedAt,
    Instant endsAt,
    Instant usedAt,
    Instant refreshedAt,
    String tokens) {
  public OpenSession {
    posture = Map.copyOf(posture);
  }

  /** Shows neither digest nor tokens. */
  @Override
  public String toString() {
    return "OpenSession[" + principal.name() + ", since " + startedAt + "]";
  }
}
