package dev.gatescribe.gateway.ssh;

import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.Principal;
import org.apache.sshd.common.AttributeRepository.AttributeKey;

/**
 * Who the client is: the principal of the key whose signature over this very connection was
 * verified. An offered key is never one.
 */
record SignedIdentity(Principal principal, Authentication authentication) {

  /** Where a connection keeps it. */
  static final AttributeKey<SignedIdentity> KEY = new AttributeKey<>();
}
