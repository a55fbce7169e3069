package dev.gatescribe.identity.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatescribe.identity.FrontDoorSettings;
import dev.gatescribe.identity.Person;
import dev.gatescribe.identity.SignInException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;

/** Believes what a front door says of somebody, if its issuer signed it for this gateway. */
public final class AssertionVerifier {
  private final FrontDoorSettings settings;
  private final SigningKeys keys;
  private final TokenVerifier verifier;
  private final ClaimReading reading;

  /**
   * Somebody, and how long the token says so.
   *
   * @param issuedAt as of when it is so
   */
  public record Assertion(Person person, Instant issuedAt, Instant expiresAt) {}

  public AssertionVerifier(FrontDoorSettings settings, InstantSource clock) {
    this.settings = settings;
    BoundedHttp http = new BoundedHttp();
    RemoteDocument<URI> discovered =
        new RemoteDocument<>(() -> ProviderMetadata.keysOf(http, settings.issuer()), clock);
    this.keys =
        new SigningKeys(
            http,
            () -> settings.keys().isPresent() ? settings.keys().get() : discovered.current(),
            clock);
    this.verifier = new TokenVerifier(clock);
    this.reading = new ClaimReading(settings.claims());
  }

  public FrontDoorSettings settings() {
    return settings;
  }

  public Assertion verify(String token) throws SignInException {
    JWTClaimsSet claims =
        verifier.verify(
            TokenVerifier.Kind.IDENTITY,
            token,
            settings.issuer().toString(),
            settings.audience(),
            keys);
    return new Assertion(
        reading.person(claims),
        claims.getIssueTime().toInstant(),
        claims.getExpirationTime().toInstant());
  }
}
