package dev.gatescribe.session;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a principal proved who they are, for one connection. Who they are is their {@link Identity}.
 *
 * @param detail what was shown, never a secret: for a public key its SHA-256 fingerprint
 * @param at when they proved it; for a key bound by a sign-in, when they signed in
 * @param secondFactorAt when they last showed a second factor; empty if never
 * @param posture what a verified claim says of their device, by key; nothing that only the client
 *     says of itself
 */
public record Authentication(
    AuthenticationMethod method,
    String detail,
    Instant at,
    Optional<Instant> secondFactorAt,
    Map<String, String> posture) {
  public Authentication {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(secondFactorAt, "secondFactorAt");
    posture = Map.copyOf(posture);
  }

  /** One factor, and nothing known of the device. */
  public Authentication(AuthenticationMethod method, String detail, Instant at) {
    this(method, detail, at, Optional.empty(), Map.of());
  }

  /** Method and detail, as recordings and audit events write them. */
  public String text() {
    return detail.isEmpty() ? method.code() : method.code() + " " + detail;
  }
}
