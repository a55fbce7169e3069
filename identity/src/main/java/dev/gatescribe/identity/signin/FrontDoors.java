package dev.gatescribe.identity.signin;

import dev.gatescribe.identity.FrontDoorSettings;
import dev.gatescribe.identity.IdentityUnavailableException;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import dev.gatescribe.identity.oidc.AssertionVerifier;
import dev.gatescribe.identity.store.Client;
import dev.gatescribe.identity.store.Digest;
import dev.gatescribe.identity.store.Principals;
import dev.gatescribe.identity.store.StoredPrincipal;
import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.IdpGroup;
import dev.gatescribe.session.RecordingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * People whom a front door has signed in. Each request brings its token anew, so there is no
 * session here: whom the front door lets through no more is out at the next request.
 */
public final class FrontDoors {
  /** A token is checked anew after this, and who they are is looked up again. */
  static final Duration CHECKED_EVERY = Duration.ofSeconds(30);

  /** Tokens that are remembered at a time, so that each is audited once. The eldest gives way. */
  private static final int TOKENS_MAX = 10_000;

  private final List<AssertionVerifier> doors = new ArrayList<>();
  private final SignInAudit audit;
  private final Principals principals;
  private final SignedInDirectory directory;
  private final Set<IdpGroup> viewers;
  private final Predicate<String> isReserved;
  private final InstantSource clock;
  private final Map<String, Entered> entered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entered> eldest) {
          return size() > TOKENS_MAX;
        }
      };

  private record Entered(
      StoredPrincipal principal,
      Authentication authentication,
      Instant checkedAt,
      Instant expiresAt) {}

  FrontDoors(
      List<FrontDoorSettings> settings,
      SignInAudit audit,
      Principals principals,
      SignedInDirectory directory,
      Set<IdpGroup> viewers,
      Predicate<String> isReserved,
      InstantSource clock) {
    settings.forEach(door -> doors.add(new AssertionVerifier(door, clock)));
    this.audit = audit;
    this.principals = principals;
    this.directory = directory;
    this.viewers = viewers;
    this.isReserved = isReserved;
    this.clock = clock;
  }

  /** The front doors that there are. */
  public List<FrontDoorSettings> settings() {
    return doors.stream().map(AssertionVerifier::settings).toList();
  }

  /**
   * Whom a front door speaks of.
   *
   * @param door by name
   * @param token what stands in its header; whoever shows it came through a named proxy
   * @throws RecordingException if the sign-in cannot be audited
   */
  public Optional<Visitor> visitor(String door, String token, Client client)
      throws SignInException, IdentityUnavailableException, RecordingException {
    Instant now = clock.instant();
    String digest = Digest.of(door + " " + token);
    @Nullable Entered known;
    synchronized (entered) {
      known = entered.get(digest);
    }
    if (known == null
        || !now.isBefore(known.checkedAt.plus(CHECKED_EVERY))
        || !now.isBefore(known.expiresAt)) {
      known = check(door, token, client, known, now);
      synchronized (entered) {
        entered.put(digest, known);
      }
    }
    Authentication authentication = known.authentication;
    return directory
        .identity(known.principal)
        .map(identity ->
            new Visitor(
                identity, authentication, !Collections.disjoint(identity.idpGroups(), viewers)));
  }

  private Entered check(
      String door, String token, Client client, @Nullable Entered before, Instant now)
      throws SignInException, IdentityUnavailableException, RecordingException {
    AssertionVerifier.Assertion assertion = verifier(door).verify(token);
    String name = assertion.person().name();
    if (isReserved.test(name)) {
      throw new SignInException(
          SignInRefusal.NAME_TAKEN,
          "the name " + name + " is that of a principal in the configuration");
    }
    StoredPrincipal principal = principals.asserted(assertion.person(), assertion.issuedAt(), now);
    if (before == null) {
      audit.signedIn(principal.name(), client.address(), "by the front door " + door);
    }
    return new Entered(
        principal,
        new Authentication(
            AuthenticationMethod.FRONT_DOOR,
            door,
            assertion.person().authenticatedAt(),
            assertion.person().secondFactorAt(),
            assertion.person().posture()),
        now,
        assertion.expiresAt());
  }

  private AssertionVerifier verifier(String door) throws SignInException {
    return doors.stream()
        .filter(candidate -> candidate.settings().name().equals(door))
        .findFirst()
        .orElseThrow(() ->
            new SignInException(SignInRefusal.TOKEN_MALFORMED, "there is no such front door"));
  }
}
