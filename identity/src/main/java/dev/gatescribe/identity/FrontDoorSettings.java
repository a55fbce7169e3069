package dev.gatescribe.identity;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Something before the gateway that signs people in and says so in a header of each request: an
 * edge, or a proxy that knows an issuer.
 *
 * @param name by which configuration and policies know it
 * @param issuer who signs its tokens, exactly as it stands in them
 * @param keys where its keys are; empty if the issuer has a discovery document that says so
 * @param audience one of which a token must be for
 * @param header which header the token stands in; {@code Authorization} for a bearer token
 * @param claims where what counts stands in its tokens
 * @param signOut where browsers sign out of it, if anywhere
 */
public record FrontDoorSettings(
    String name,
    URI issuer,
    Optional<URI> keys,
    Set<String> audience,
    String header,
    IssuerSettings.Claims claims,
    Optional<URI> signOut) {
  /** The header of bearer tokens (RFC 6750). */
  public static final String BEARER_HEADER = "Authorization";

  public FrontDoorSettings {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(claims, "claims");
    Objects.requireNonNull(signOut, "signOut");
    audience = Set.copyOf(audience);
  }
}
