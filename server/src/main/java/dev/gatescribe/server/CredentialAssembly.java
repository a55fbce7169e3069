package dev.gatescribe.server;

import dev.gatescribe.admission.CredentialReference;
import dev.gatescribe.credentials.CredentialDefinition;
import dev.gatescribe.credentials.CredentialKind;
import dev.gatescribe.credentials.FileCredentialSource;
import dev.gatescribe.session.CredentialSource;
import java.util.List;

/** Tells the credentials' room what the configuration says of credentials. */
final class CredentialAssembly {
  private CredentialAssembly() {}

  static CredentialSource source(List<CredentialReference> references) {
    return new FileCredentialSource(
        references.stream()
            .map(reference ->
                new CredentialDefinition(
                    reference.target(),
                    reference.login(),
                    kind(reference.kind()),
                    reference.file(),
                    reference.certificateFile()))
            .toList());
  }

  private static CredentialKind kind(CredentialReference.Kind kind) {
    return switch (kind) {
      case PRIVATE_KEY -> CredentialKind.PRIVATE_KEY;
      case PASSWORD -> CredentialKind.PASSWORD;
      case CLIENT_CERTIFICATE -> CredentialKind.CLIENT_CERTIFICATE;
      case BEARER_TOKEN -> CredentialKind.BEARER_TOKEN;
    };
  }
}
