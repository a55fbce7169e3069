package dev.gatescribe.identity.signin;

import dev.gatescribe.identity.IdentitySettings;
import dev.gatescribe.identity.IdentityUnavailableException;
import dev.gatescribe.identity.store.Principals;
import dev.gatescribe.identity.store.StoredPrincipal;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.IdentityDirectory;
import dev.gatescribe.session.IdpGroup;
import dev.gatescribe.session.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Knows the people who signed in, for as long as what their issuer said of them counts. Afterwards
 * they are nobody, rather than somebody without groups: a policy may deny by group, too.
 */
public final class SignedInDirectory implements IdentityDirectory {
  private final Principals principals;
  private final IdentitySettings settings;
  private final InstantSource clock;

  public SignedInDirectory(Principals principals, IdentitySettings settings, InstantSource clock) {
    this.principals = principals;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnknownIdentityException if it cannot be found out now
   */
  @Override
  public Optional<Identity> find(Principal principal) {
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    try {
      return principals.find(principal.name()).flatMap(this::identity);
    } catch (IdentityUnavailableException e) {
      throw new UnknownIdentityException(e);
    }
  }

  /** Who this is; empty if their issuer is no longer configured, or said too long ago who it is. */
  Optional<Identity> identity(StoredPrincipal stored) {
    Instant oldest = clock.instant().minus(settings.sessions().factsMaximum());
    if (stored.factsAt().filter(oldest::isBefore).isEmpty()) {
      return Optional.empty();
    }
    return settings
        .issuerName(stored.issuer())
        .map(issuer ->
            new Identity(
                new Principal(stored.name()),
                Identity.Kind.PERSON,
                stored.email(),
                stored.groups().stream()
                    .map(group -> new IdpGroup(issuer, group))
                    .collect(Collectors.toSet())));
  }
}
