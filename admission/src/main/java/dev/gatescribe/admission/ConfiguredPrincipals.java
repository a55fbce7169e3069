package dev.gatescribe.admission;

import dev.gatescribe.session.Principal;
import dev.gatescribe.session.PrincipalDirectory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Knows the principals of the configuration by their public keys. */
public final class ConfiguredPrincipals implements PrincipalDirectory {
  private final Map<SshPublicKey, Principal> principals = new HashMap<>();

  public ConfiguredPrincipals(AdmissionConfiguration configuration) {
    for (PrincipalDefinition definition : configuration.principals()) {
      for (SshPublicKey key : definition.publicKeys()) {
        principals.put(key, definition.principal());
      }
    }
  }

  @Override
  public Optional<Principal> findByPublicKey(String publicKey) {
    try {
      return Optional.ofNullable(principals.get(SshPublicKey.parse(publicKey)));
    } catch (InvalidPublicKeyException notTaken) {
      // Agents offer keys of every kind. One that could not be configured belongs to nobody.
      return Optional.empty();
    }
  }
}
