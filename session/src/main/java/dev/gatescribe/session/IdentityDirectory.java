package dev.gatescribe.session;

import java.util.Optional;

/** Knows who principals are. Port; implemented by {@code admission} and {@code identity}. */
public interface IdentityDirectory {

  /** Who this is now; empty if nobody is known by the name any more. */
  Optional<Identity> find(Principal principal);
}
