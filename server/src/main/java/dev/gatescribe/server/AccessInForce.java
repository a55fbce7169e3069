package dev.gatescribe.server;

import dev.gatescribe.admission.AdmissionConfiguration;
import dev.gatescribe.admission.ConfiguredPrincipals;
import dev.gatescribe.admission.policy.PolicyEngine;
import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.CredentialSource;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.IdentityDirectory;
import dev.gatescribe.session.KeyHolder;
import dev.gatescribe.session.Principal;
import dev.gatescribe.session.PrincipalDirectory;
import dev.gatescribe.session.RedeemedProof;
import dev.gatescribe.session.TokenHolder;
import dev.gatescribe.session.UpstreamCredential;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/**
 * The targets, principals, groups and policies in force, as the rooms see them. They are replaced
 * all at once while the gateway runs.
 */
final class AccessInForce implements PrincipalDirectory, IdentityDirectory, CredentialSource {

  private record Loaded(
      PolicyEngine engine, ConfiguredPrincipals principals, CredentialSource credentials) {}

  private final Clock clock;
  private volatile Loaded loaded;

  AccessInForce(AdmissionConfiguration configuration, Clock clock) {
    this.clock = clock;
    this.loaded = load(configuration, clock);
  }

  /** From now on these. */
  void replace(AdmissionConfiguration configuration) {
    loaded = load(configuration, clock);
  }

  private static Loaded load(AdmissionConfiguration configuration, Clock clock) {
    return new Loaded(
        configuration.engine(),
        new ConfiguredPrincipals(configuration, clock),
        CredentialAssembly.source(configuration.credentials()));
  }

  PolicyEngine engine() {
    return loaded.engine;
  }

  @Override
  public Optional<Identity> find(Principal principal) {
    return loaded.principals.find(principal);
  }

  @Override
  public Optional<KeyHolder> findByPublicKey(String publicKey) {
    return loaded.principals.findByPublicKey(publicKey);
  }

  @Override
  public Optional<TokenHolder> findByAccessToken(AccessToken token, String target) {
    return loaded.principals.findByAccessToken(token, target);
  }

  @Override
  public UpstreamCredential credentialFor(RedeemedProof proof) throws IOException {
    return loaded.credentials.credentialFor(proof);
  }
}
