package dev.gatescribe.player.web.access;

import dev.gatescribe.identity.IdentityUnavailableException;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.signin.BrowserSignIns;
import dev.gatescribe.identity.signin.Visitor;
import dev.gatescribe.identity.store.Client;
import dev.gatescribe.session.RecordingException;
import java.util.Optional;

/** Tells the audit log who is refused. */
final class AuditedBrowsers implements SignedInBrowsers {
  private final BrowserSignIns signIns;

  AuditedBrowsers(BrowserSignIns signIns) {
    this.signIns = signIns;
  }

  @Override
  public Optional<Visitor> visitor(String secret, Client client)
      throws IdentityUnavailableException, SignInException {
    try {
      return signIns.visitor(secret, client);
    } catch (SignInException refused) {
      tell(refused, client, "");
      throw refused;
    }
  }

  /** A header without a token that holds means nothing; the request is that of a stranger. */
  @Override
  public Optional<Visitor> asserted(AccessRules.Assertion assertion, Client client)
      throws IdentityUnavailableException, RecordingException {
    try {
      return signIns.frontDoors().visitor(assertion.door(), assertion.token(), client);
    } catch (SignInException refused) {
      tell(refused, client, "by the front door " + assertion.door() + ": ");
      return Optional.empty();
    }
  }

  private void tell(SignInException refused, Client client, String where) {
    signIns.audit().refused(refused.refusal(), client.address(), where + refused.getMessage());
  }
}
