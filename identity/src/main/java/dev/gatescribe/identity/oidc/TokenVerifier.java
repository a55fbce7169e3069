package dev.gatescribe.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks tokens: OpenID Connect Core 1.0, section 3.1.3.7, and Back-Channel Logout 1.0, section
 * 2.6. Every check has a reason of its own, so that an operator need not guess which one failed.
 */
final class TokenVerifier {
  /** A token with a thousand groups has 30,000 characters; it has to be stored and sent. */
  static final int TOKEN_MAX_CHARACTERS = 64 * 1024;

  /** Clocks of two machines that are looked after differ by less. */
  static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  /** A logout is told at once; an old one could end a session that was opened since. */
  static final Duration LOGOUT_MAX_AGE = Duration.ofMinutes(5);

  /** RFC 7518, section 3.3. */
  private static final int RSA_MIN_BITS = 2048;

  /** What is signed by a key that only the issuer has. Nothing symmetric, and never none. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private static final String LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";

  private final InstantSource clock;

  TokenVerifier(InstantSource clock) {
    this.clock = clock;
  }

  /** What a token is for; one must not do for another. */
  enum Kind {
    IDENTITY,
    LOGOUT
  }

  /**
   * The claims of a token that is in order.
   *
   * @param audience one of which it must be for
   * @throws SignInException with the first thing that is wrong
   */
  JWTClaimsSet verify(
      Kind kind, String token, String issuer, Set<String> audience, SigningKeys keys)
      throws SignInException {
    SignedJWT signed = signed(token);
    JWSHeader header = signed.getHeader();
    if (!ALGORITHMS.contains(header.getAlgorithm())) {
      throw new SignInException(
          SignInRefusal.ALGORITHM_NOT_ALLOWED, "tokens are not signed by this algorithm here");
    }
    if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
      throw new SignInException(
          SignInRefusal.TOKEN_MALFORMED, "the token wants something understood that is not");
    }
    requireType(kind, header.getType());
    requireSignature(signed, keys.of(header));
    JWTClaimsSet claims = claims(signed);
    if (!issuer.equals(claims.getIssuer())) {
      throw new SignInException(SignInRefusal.ISSUER_MISMATCH, "the token is another issuer's");
    }
    requireAudience(claims, audience);
    requireTimes(kind, claims);
    requireContent(kind, claims);
    return claims;
  }

  private static SignedJWT signed(String token) throws SignInException {
    if (token.length() > TOKEN_MAX_CHARACTERS) {
      throw new SignInException(SignInRefusal.TOKEN_MALFORMED, "the token is too long");
    }
    JWT parsed;
    try {
      parsed = JWTParser.parse(token);
    } catch (ParseException | IllegalArgumentException e) {
      // The message may repeat the token.
      throw new SignInException(SignInRefusal.TOKEN_MALFORMED, "this is no token");
    }
    if (parsed instanceof PlainJWT) {
      throw new SignInException(SignInRefusal.TOKEN_UNSIGNED, "the token is not signed");
    }
    if (!(parsed instanceof SignedJWT signed)) {
      throw new SignInException(SignInRefusal.TOKEN_MALFORMED, "the token is encrypted");
    }
    return signed;
  }

  private static void requireType(Kind kind, @Nullable JOSEObjectType type) throws SignInException {
    boolean right = type == null || JOSEObjectType.JWT.equals(type);
    switch (kind) {
      case IDENTITY -> {}
      case LOGOUT -> right |= type != null && type.getType().equalsIgnoreCase("logout+jwt");
    }
    if (!right) {
      throw ofAnotherKind();
    }
  }

  private static void requireSignature(SignedJWT signed, List<JWK> keys) throws SignInException {
    for (JWK key : keys) {
      try {
        if (signed.verify(verifier(key))) {
          return;
        }
      } catch (JOSEException e) {
        throw new SignInException(
            SignInRefusal.SIGNATURE_INVALID, "the signature cannot be checked", e);
      }
    }
    throw new SignInException(SignInRefusal.SIGNATURE_INVALID, "the signature is not the key's");
  }

  private static JWSVerifier verifier(JWK key) throws JOSEException, SignInException {
    if (key.size() < RSA_MIN_BITS && key instanceof RSAKey) {
      throw new SignInException(SignInRefusal.SIGNATURE_INVALID, "the issuer's key is too short");
    }
    return switch (key) {
      case RSAKey rsa -> new RSASSAVerifier(rsa);
      case ECKey ec -> new ECDSAVerifier(ec);
      default ->
          throw new SignInException(
              SignInRefusal.ALGORITHM_NOT_ALLOWED, "the issuer's key is of no kind that is used");
    };
  }

  private static JWTClaimsSet claims(SignedJWT signed) throws SignInException {
    try {
      return signed.getJWTClaimsSet();
    } catch (ParseException e) {
      throw new SignInException(SignInRefusal.TOKEN_MALFORMED, "the claims cannot be read");
    }
  }

  /** One for several is believed only if it was given to us: the others could pass it on. */
  private static void requireAudience(JWTClaimsSet claims, Set<String> audience)
      throws SignInException {
    if (claims.getAudience().stream().noneMatch(audience::contains)) {
      throw new SignInException(SignInRefusal.AUDIENCE_MISMATCH, "the token is for somebody else");
    }
    Object party = claims.getClaim("azp");
    boolean several = claims.getAudience().size() > 1;
    if (party == null ? several : !(party instanceof String text) || !audience.contains(text)) {
      throw new SignInException(
          SignInRefusal.AUTHORIZED_PARTY_MISMATCH, "the token was given to another client");
    }
  }

  private void requireTimes(Kind kind, JWTClaimsSet claims) throws SignInException {
    Instant now = clock.instant();
    Instant issued = instant(claims.getIssueTime());
    Instant expires = instant(claims.getExpirationTime());
    Instant notBefore = instant(claims.getNotBeforeTime());
    if (issued == null) {
      throw new SignInException(SignInRefusal.CLAIM_UNUSABLE, "the token has no iat");
    }
    if (expires == null && kind == Kind.IDENTITY) {
      throw new SignInException(SignInRefusal.CLAIM_UNUSABLE, "the token has no exp");
    }
    Instant latest = now.plus(CLOCK_SKEW);
    if (issued.isAfter(latest) || (notBefore != null && notBefore.isAfter(latest))) {
      throw new SignInException(
          SignInRefusal.TOKEN_NOT_YET_VALID, "the token is from the future; compare the clocks");
    }
    if (expires != null && !now.minus(CLOCK_SKEW).isBefore(expires)) {
      throw new SignInException(SignInRefusal.TOKEN_EXPIRED, "the token has expired");
    }
    if (kind == Kind.LOGOUT && issued.isBefore(now.minus(LOGOUT_MAX_AGE))) {
      throw new SignInException(SignInRefusal.TOKEN_EXPIRED, "the logout is too old");
    }
  }

  private static void requireContent(Kind kind, JWTClaimsSet claims) throws SignInException {
    boolean logout =
        claims.getClaim("events") instanceof Map<?, ?> events && events.containsKey(LOGOUT_EVENT);
    switch (kind) {
      case IDENTITY -> {
        if (logout) {
          throw ofAnotherKind();
        }
      }
      case LOGOUT -> {
        if (!logout || claims.getClaim("nonce") != null) {
          throw ofAnotherKind();
        }
      }
    }
  }

  private static SignInException ofAnotherKind() {
    return new SignInException(
        SignInRefusal.TOKEN_OF_ANOTHER_KIND, "the token is of another kind than is due here");
  }

  private static @Nullable Instant instant(@Nullable Date date) {
    return date == null ? null : date.toInstant();
  }
}
