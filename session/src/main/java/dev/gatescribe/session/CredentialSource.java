package dev.gatescribe.session;

import java.io.IOException;

/**
 * Gives the credential that opens a target. Port; implemented by the {@code credentials} module.
 */
public interface CredentialSource {

  /**
   * The credential for the target and login of a redeemed proof; read at each dial, kept nowhere.
   *
   * @throws IOException if there is none, or it cannot be read; the message says which target, and
   *     nothing of the credential
   */
  UpstreamCredential credentialFor(RedeemedProof proof) throws IOException;
}
