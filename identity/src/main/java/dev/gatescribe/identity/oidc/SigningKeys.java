package dev.gatescribe.identity.oidc;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.List;

/** The keys by which an issuer signs (RFC 7517). */
final class SigningKeys {
  /** An issuer has two or three; so many are no set of keys. */
  private static final int KEYS_MAX = 100;

  /** Tells where the keys are; that is known only once the issuer has been asked. */
  interface Address {
    URI get() throws SignInException;
  }

  private final RemoteDocument<JWKSet> keys;

  SigningKeys(BoundedHttp http, Address address, InstantSource clock) {
    this.keys = new RemoteDocument<>(() -> fetch(http, address.get()), clock);
  }

  /**
   * The keys that may have signed a token with this header: one, or a few if the header names none.
   *
   * @throws SignInException {@link SignInRefusal#UNKNOWN_KEY} if there is none
   */
  List<JWK> of(JWSHeader header) throws SignInException {
    JWKSelector selector = new JWKSelector(JWKMatcher.forJWSHeader(header));
    List<JWK> found = selector.select(keys.current());
    if (found.isEmpty()) {
      found = selector.select(keys.refreshed());
    }
    if (found.isEmpty()) {
      throw new SignInException(
          SignInRefusal.UNKNOWN_KEY, "the issuer has no key that may have signed the token");
    }
    return found;
  }

  private static JWKSet fetch(BoundedHttp http, URI address) throws IOException {
    try {
      JWKSet all = JWKSet.parse(http.get(address));
      if (all.size() > KEYS_MAX) {
        throw new IOException("the issuer has more than " + KEYS_MAX + " keys");
      }
      // A symmetric key in a public document is known to everybody.
      return new JWKSet(all.getKeys().stream().filter(AsymmetricJWK.class::isInstance).toList());
    } catch (ParseException e) {
      throw new IOException("the issuer's keys cannot be read", e);
    }
  }
}
