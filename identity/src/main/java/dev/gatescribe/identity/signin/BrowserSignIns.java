package dev.gatescribe.identity.signin;

import dev.gatescribe.identity.IdentitySettings;
import dev.gatescribe.identity.IdentityUnavailableException;
import dev.gatescribe.identity.IssuerSettings;
import dev.gatescribe.identity.Person;
import dev.gatescribe.identity.Seal;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import dev.gatescribe.identity.oidc.BegunSignIn;
import dev.gatescribe.identity.oidc.RelyingParty;
import dev.gatescribe.identity.store.Client;
import dev.gatescribe.identity.store.Connections;
import dev.gatescribe.identity.store.OpenSession;
import dev.gatescribe.identity.store.Principals;
import dev.gatescribe.identity.store.StoredPrincipal;
import dev.gatescribe.identity.store.WebSessions;
import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.RecordingException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Browsers sign in with an issuer, are known again by a cookie, and sign out. */
public final class BrowserSignIns {
  /** 256 bits: nobody guesses one, so that guesses need no counting. */
  private static final int SECRET_BYTES = 32;

  /** Sign-ins that wait for an issuer at a time: each holds a thread that others need, too. */
  private static final int REDEEMED_AT_ONCE = 8;

  /** Not each request writes to the database; idle bounds are minutes and more. */
  private static final Duration USE_NOTED_EVERY = Duration.ofSeconds(30);

  private final IdentitySettings settings;
  private final URI home;
  private final Seal seal;
  private final InstantSource clock;
  private final SignInAudit audit;
  private final Predicate<String> isReserved;
  private final Principals principals;
  private final WebSessions sessions;
  private final SignedInDirectory directory;
  private final FrontDoors frontDoors;
  private final Map<String, RelyingParty> parties = new LinkedHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final Semaphore redeeming = new Semaphore(REDEEMED_AT_ONCE);

  /**
   * @param home the address of the web application, as browsers know it, with a slash at its end
   * @param isReserved whether a name belongs to the configuration, so that nobody gets it by
   *     signing in
   */
  public BrowserSignIns(
      IdentitySettings settings,
      URI home,
      Seal seal,
      Connections connections,
      SignInAudit audit,
      Predicate<String> isReserved,
      InstantSource clock) {
    this.settings = settings;
    this.home = home;
    this.seal = seal;
    this.clock = clock;
    this.audit = audit;
    this.isReserved = isReserved;
    this.principals = new Principals(connections);
    this.sessions = new WebSessions(connections);
    this.directory = new SignedInDirectory(principals, settings, clock);
    this.frontDoors =
        new FrontDoors(
            settings.frontDoors(),
            audit,
            principals,
            directory,
            settings.viewers(),
            isReserved,
            clock);
    for (IssuerSettings issuer : settings.issuers()) {
      parties.put(
          issuer.name(),
          new RelyingParty(issuer, home.resolve("/sign-in/" + issuer.name() + "/callback"), clock));
    }
  }

  /** The browser leaves for its issuer. */
  public record Departure(URI address, String cookie) {
    /** Shows no cookie. */
    @Override
    public String toString() {
      return "Departure[" + address.getHost() + "]";
    }
  }

  /**
   * A browser is signed in.
   *
   * @param secret for its cookie
   * @param next where it goes now
   */
  public record Arrival(String principal, String secret, String next) {
    /** Shows no secret. */
    @Override
    public String toString() {
      return "Arrival[" + principal + "]";
    }
  }

  public List<IssuerSettings> issuers() {
    return settings.issuers();
  }

  /** The address of the web application, as browsers know it, with a slash at its end. */
  public URI home() {
    return home;
  }

  public Duration sessionMaximum() {
    return settings.sessions().maximum();
  }

  public FrontDoors frontDoors() {
    return frontDoors;
  }

  /** Knows who has signed in, for decisions. */
  public SignedInDirectory directory() {
    return directory;
  }

  public SignInAudit audit() {
    return audit;
  }

  /** The issuer with this name, if there is one. */
  public boolean has(String issuer) {
    return parties.containsKey(issuer);
  }

  /**
   * Begins a sign-in.
   *
   * @param next where to go afterwards, on this server
   */
  public Departure begin(String issuer, String next) throws SignInException {
    RelyingParty.Departure departure = party(issuer).begin(next);
    return new Departure(
        departure.address(), seal.seal(Seal.Purpose.SIGN_IN, departure.begun().text()));
  }

  /**
   * The issuer has sent the browser back.
   *
   * @param cookie what {@link #begin} gave it; null if it brings none
   */
  public Arrival finish(
      String issuer, RelyingParty.Answer answer, @Nullable String cookie, Client client)
      throws SignInException, IdentityUnavailableException, RecordingException {
    RelyingParty party = party(issuer);
    BegunSignIn begun =
        Optional.ofNullable(cookie)
            .flatMap(sealed -> seal.open(Seal.Purpose.SIGN_IN, sealed))
            .flatMap(BegunSignIn::parse)
            .orElseThrow(() ->
                new SignInException(
                    SignInRefusal.SIGN_IN_NOT_BEGUN, "this browser has begun no sign-in"));
    party.requireAnswer(begun, answer);
    if (!sessions.useOnce("state " + begun.state(), begun.until())) {
      throw new SignInException(SignInRefusal.ANSWER_REPLAYED, "the answer was used before");
    }
    RelyingParty.Tokens tokens = redeem(party, begun, answer);
    Person person = tokens.person();
    if (isReserved.test(person.name())) {
      throw new SignInException(
          SignInRefusal.NAME_TAKEN,
          "the name " + person.name() + " is that of a principal in the configuration");
    }
    Instant now = clock.instant();
    StoredPrincipal principal = principals.signedIn(person, now);
    audit.signedIn(principal.name(), client.address(), "with " + issuer + how(person));
    String secret = randomSecret();
    sessions.open(
        secret,
        principal.id(),
        person,
        client,
        now,
        now.plus(settings.sessions().maximum()),
        sealed(tokens));
    return new Arrival(principal.name(), secret, begun.next());
  }

  private RelyingParty.Tokens redeem(
      RelyingParty party, BegunSignIn begun, RelyingParty.Answer answer) throws SignInException {
    if (!redeeming.tryAcquire()) {
      throw new SignInException(
          SignInRefusal.ISSUER_UNAVAILABLE, "too many sign-ins wait for their issuers already");
    }
    try {
      return party.redeem(begun, answer);
    } finally {
      redeeming.release();
    }
  }

  private static String how(Person person) {
    return person.secondFactorAt().map(at -> ", second factor at " + at).orElse("");
  }

  /**
   * Who shows the secret of a session.
   *
   * @throws SignInException {@link SignInRefusal#SESSION_OF_ANOTHER_CLIENT}
   */
  public Optional<Visitor> visitor(String secret, Client client)
      throws IdentityUnavailableException, SignInException {
    Optional<OpenSession> found = live(secret);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    OpenSession session = found.get();
    if (!session.client().equals(client)) {
      throw new SignInException(
          SignInRefusal.SESSION_OF_ANOTHER_CLIENT,
          "the session of "
              + session.principal().name()
              + " was opened from "
              + session.client().address());
    }
    Instant now = clock.instant();
    if (!now.isBefore(session.usedAt().plus(USE_NOTED_EVERY))) {
      sessions.use(session, now);
    }
    return directory
        .identity(session.principal())
        .map(identity -> new Visitor(identity, authentication(session), mayWatch(identity)));
  }

  private Optional<OpenSession> live(String secret) throws IdentityUnavailableException {
    if (settings.issuers().isEmpty()) {
      return Optional.empty(); // Nobody has opened one, and a database that is away is no matter.
    }
    Instant now = clock.instant();
    IdentitySettings.WebSessionBounds bounds = settings.sessions();
    return sessions
        .find(secret)
        .filter(session ->
            now.isBefore(session.endsAt())
                && now.isBefore(session.usedAt().plus(bounds.idle()))
                && now.isBefore(session.refreshedAt().plus(bounds.refreshLimit())));
  }

  private Authentication authentication(OpenSession session) {
    return new Authentication(
        AuthenticationMethod.OIDC,
        settings.issuerName(session.principal().issuer()).orElse(""),
        session.authenticatedAt(),
        session.secondFactorAt(),
        session.posture());
  }

  private boolean mayWatch(Identity identity) {
    return !Collections.disjoint(identity.idpGroups(), settings.viewers());
  }

  /**
   * Ends a session.
   *
   * @return where the browser signs out of its issuer, too, if that is possible
   */
  public Optional<URI> signOut(String secret) throws IdentityUnavailableException {
    Optional<OpenSession> found = sessions.find(secret);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    OpenSession session = found.get();
    sessions.end(session);
    audit.ended(session.principal().name(), "", "signed out");
    return settings
        .issuerName(session.principal().issuer())
        .map(parties::get)
        .flatMap(party ->
            opened(session).flatMap(tokens -> party.endSession(tokens.identityToken(), home)));
  }

  /** An issuer tells that sessions have ended. */
  public void logout(String issuer, String token)
      throws SignInException, IdentityUnavailableException {
    RelyingParty party = party(issuer);
    RelyingParty.Logout logout = party.logout(token);
    String identifier = party.settings().issuer().toString();
    if (!sessions.useOnce(
        "logout " + identifier + " " + logout.id(),
        clock.instant().plus(RelyingParty.LOGOUT_REMEMBERED))) {
      throw new SignInException(SignInRefusal.TOKEN_REPLAYED, "the logout was told before");
    }
    for (String name : sessions.endOf(identifier, logout.subject(), logout.session())) {
      audit.ended(name, "issuer-logout", "told by " + issuer);
    }
  }

  /** What an issuer gave, as the database keeps it. */
  record HeldTokens(String identityToken, Optional<String> refreshToken) {}

  String sealed(RelyingParty.Tokens tokens) {
    return seal.seal(
        Seal.Purpose.TOKENS, tokens.identityToken() + "\n" + tokens.refreshToken().orElse(""));
  }

  Optional<HeldTokens> opened(OpenSession session) {
    return seal.open(Seal.Purpose.TOKENS, session.tokens())
        .map(text -> {
          int end = text.indexOf('\n');
          String refresh = text.substring(end + 1);
          return new HeldTokens(
              text.substring(0, end), refresh.isEmpty() ? Optional.empty() : Optional.of(refresh));
        });
  }

  IdentitySettings settings() {
    return settings;
  }

  WebSessions sessions() {
    return sessions;
  }

  Optional<RelyingParty> partyOf(OpenSession session) {
    return settings.issuerName(session.principal().issuer()).map(parties::get);
  }

  private RelyingParty party(String issuer) throws SignInException {
    RelyingParty party = parties.get(issuer);
    if (party == null) {
      throw new SignInException(
          SignInRefusal.SIGN_IN_NOT_BEGUN, "the configuration has no such issuer");
    }
    return party;
  }

  private String randomSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
