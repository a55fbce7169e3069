package dev.gatescribe.admission;

import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.IdentityDirectory;
import dev.gatescribe.session.KeyHolder;
import dev.gatescribe.session.Principal;
import dev.gatescribe.session.PrincipalDirectory;
import dev.gatescribe.session.TokenHolder;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Knows the principals of the configuration by their names, public keys and tokens. */
public final class ConfiguredPrincipals implements PrincipalDirectory, IdentityDirectory {
  private final Map<Principal, Identity> identities = new HashMap<>();
  private final Map<SshPublicKey, Principal> principals = new HashMap<>();
  private final Map<TokenDigest, HeldToken> tokens = new HashMap<>();
  private final Clock clock;

  private record HeldToken(Principal principal, AccessTokenDefinition definition) {}

  public ConfiguredPrincipals(AdmissionConfiguration configuration, Clock clock) {
    this.clock = clock;
    for (PrincipalDefinition definition : configuration.principals()) {
      identities.put(definition.principal(), definition.identity());
      for (SshPublicKey key : definition.publicKeys()) {
        principals.put(key, definition.principal());
      }
      for (AccessTokenDefinition token : definition.accessTokens()) {
        tokens.put(token.digest(), new HeldToken(definition.principal(), token));
      }
    }
  }

  @Override
  public Optional<Identity> find(Principal principal) {
    return Optional.ofNullable(identities.get(principal));
  }

  @Override
  public Optional<KeyHolder> findByPublicKey(String publicKey) {
    try {
      SshPublicKey key = SshPublicKey.parse(publicKey);
      return Optional.ofNullable(principals.get(key))
          .map(holder ->
              new KeyHolder(
                  holder,
                  new Authentication(
                      AuthenticationMethod.PUBLIC_KEY, key.fingerprint(), clock.instant())));
    } catch (InvalidPublicKeyException notTaken) {
      // Agents offer keys of every kind. One that could not be configured belongs to nobody.
      return Optional.empty();
    }
  }

  @Override
  public Optional<TokenHolder> findByAccessToken(AccessToken token, String target) {
    if (token.text().length() > AccessToken.TEXT_MAX_LENGTH) {
      return Optional.empty();
    }
    // Whoever measures how long the look-up takes learns something of a digest, not of a token.
    HeldToken held = tokens.get(TokenDigest.of(token));
    if (held == null || held.definition().expires().filter(this::isOver).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        new TokenHolder(
            held.principal(),
            new Authentication(
                AuthenticationMethod.ACCESS_TOKEN, held.definition().name(), clock.instant()),
            held.definition().targets().includes(target)));
  }

  private boolean isOver(Instant expires) {
    return !clock.instant().isBefore(expires);
  }
}
