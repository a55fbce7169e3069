package dev.gatescribe.credentials;

import dev.gatescribe.session.CredentialSource;
import dev.gatescribe.session.RedeemedProof;
import dev.gatescribe.session.UpstreamCredential;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes credentials from files. A file is read anew for each dial, so that one replaced on disk
 * holds for the next session, and one whose permissions were opened is no longer used.
 */
public final class FileCredentialSource implements CredentialSource {

  private record Place(String target, String login) {}

  private final Map<Place, CredentialDefinition> definitions = new HashMap<>();

  /**
   * @throws IllegalArgumentException if a target has two definitions for one login
   */
  public FileCredentialSource(Collection<CredentialDefinition> definitions) {
    for (CredentialDefinition definition : definitions) {
      Place place = new Place(definition.target(), definition.login());
      if (this.definitions.putIfAbsent(place, definition) != null) {
        throw new IllegalArgumentException(
            "target " + place.target() + " has two credentials for login " + place.login());
      }
    }
  }

  /** A definition for exactly the login comes before the one for every login. */
  @Override
  public UpstreamCredential credentialFor(RedeemedProof proof) throws CredentialException {
    String target = proof.target().name();
    CredentialDefinition definition = definitions.get(new Place(target, proof.login()));
    if (definition == null) {
      definition = definitions.get(new Place(target, CredentialDefinition.ANY_LOGIN));
    }
    if (definition == null) {
      throw new CredentialException(
          CredentialFailure.NOT_CONFIGURED,
          "target " + target + " has no credential for the login " + proof.login());
    }
    CredentialFile file = new CredentialFile(target, proof.login(), definition.file());
    return switch (definition.kind()) {
      case PRIVATE_KEY -> new UpstreamCredential.PrivateKey(file.privateKey());
      case PASSWORD -> new UpstreamCredential.Password(file.password());
      case BEARER_TOKEN -> new UpstreamCredential.BearerToken(file.password());
      case CLIENT_CERTIFICATE ->
          new UpstreamCredential.ClientCertificate(
              new CredentialFile(target, proof.login(), definition.certificateFile().orElseThrow())
                  .certificates(),
              file.tlsPrivateKey());
    };
  }
}
