package dev.gatescribe.player.web.access;

import dev.gatescribe.identity.IdentityUnavailableException;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.signin.Visitor;
import dev.gatescribe.identity.store.Client;
import dev.gatescribe.session.RecordingException;
import java.util.Optional;

/** Knows browsers that signed in at an issuer. Asking may wait for a database. */
public interface SignedInBrowsers {

  /**
   * Whose session this is.
   *
   * @throws SignInException if somebody else shows it than the one who opened it
   */
  Optional<Visitor> visitor(String secret, Client client)
      throws IdentityUnavailableException, SignInException;

  /**
   * Whom a front door speaks of; empty if what it says is not to be believed.
   *
   * @throws RecordingException if it is believed, and cannot be audited
   */
  default Optional<Visitor> asserted(AccessRules.Assertion assertion, Client client)
      throws IdentityUnavailableException, RecordingException {
    return Optional.empty();
  }
}
