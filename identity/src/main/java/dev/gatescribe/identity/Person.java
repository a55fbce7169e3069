package dev.gatescribe.identity;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What an issuer says of somebody, in a token that was checked.
 *
 * @param issuer the identifier of who says so
 * @param subject never given to anybody else by this issuer
 * @param email lower case; only if the issuer has verified it
 * @param authenticatedAt when they proved who they are
 * @param secondFactorAt when they did so by a second factor
 * @param posture facts about the device
 * @param issuerSession by which the issuer ends it, if it said so
 */
public record Person(
    String issuer,
    String subject,
    String name,
    Optional<String> email,
    Set<String> groups,
    Instant authenticatedAt,
    Optional<Instant> secondFactorAt,
    Map<String, String> posture,
    Optional<String> issuerSession) {
  public Person {
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(email, "email");
    Objects.requireNonNull(authenticatedAt, "authenticatedAt");
    Objects.requireNonNull(secondFactorAt, "secondFactorAt");
    Objects.requireNonNull(issuerSession, "issuerSession");
    groups = Set.copyOf(groups);
    posture = Map.copyOf(posture);
  }
}
