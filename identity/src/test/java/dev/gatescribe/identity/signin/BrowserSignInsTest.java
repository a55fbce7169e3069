package dev.gatescribe.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.gatescribe.identity.IdentitySettings;
import dev.gatescribe.identity.IdentitySettings.WebSessionBounds;
import dev.gatescribe.identity.IdentityUnavailableException;
import dev.gatescribe.identity.PostgresServer;
import dev.gatescribe.identity.Seal;
import dev.gatescribe.identity.SettableClock;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import dev.gatescribe.identity.TestIssuer;
import dev.gatescribe.identity.oidc.RelyingParty;
import dev.gatescribe.identity.store.Client;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.IdpGroup;
import dev.gatescribe.session.Principal;
import dev.gatescribe.session.RecordingException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowserSignInsTest {
  private static final Client BROWSER = Client.of("192.0.2.1", "Chromium");
  private static final WebSessionBounds BOUNDS =
      new WebSessionBounds(
          Duration.ofMinutes(30),
          Duration.ofHours(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(20),
          Duration.ofHours(8));
  private static PostgresServer postgres;

  private final SettableClock clock = new SettableClock();
  private final TestIssuer issuer = new TestIssuer(clock);
  private final List<AuditEvent> audited = Collections.synchronizedList(new ArrayList<>());
  private final IdentitySettings settings =
      new IdentitySettings(
          List.of(issuer.settings()), List.of(), BOUNDS, Set.of(new IdpGroup("corp", "auditors")));
  private boolean auditFails;
  private final BrowserSignIns signIns =
      new BrowserSignIns(
          settings,
          URI.create("http://127.0.0.1:8080/"),
          new Seal(new byte[Seal.KEY_BYTES]),
          postgres.connections(),
          new SignInAudit(this::append, clock),
          "reserved"::equals,
          clock);
  private final SessionUpkeep upkeep = new SessionUpkeep(signIns, clock);

  @BeforeAll
  static void startDatabase(@TempDir Path directory) throws Exception {
    postgres = new PostgresServer(directory);
  }

  @AfterAll
  static void stopDatabase() {
    postgres.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    postgres.empty();
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private void append(AuditEvent event) throws RecordingException {
    if (auditFails) {
      throw new RecordingException("the disk is full");
    }
    audited.add(event);
  }

  private BrowserSignIns.Arrival signIn() throws Exception {
    return signIn(signIns.begin("corp", "/sessions/1"));
  }

  private BrowserSignIns.Arrival signIn(BrowserSignIns.Departure departure) throws Exception {
    return signIns.finish("corp", answer(departure), departure.cookie(), BROWSER);
  }

  private RelyingParty.Answer answer(BrowserSignIns.Departure departure) {
    Map<String, String> back = issuer.signInAt(departure.address());
    return new RelyingParty.Answer(back.get("state"), back.get("code"), null, back.get("iss"));
  }

  @Test
  void personSignsInThenTheBrowserIsKnownByItsSecretAndItIsAudited() throws Exception {
    BrowserSignIns.Arrival arrival = signIn();

    Visitor visitor = signIns.visitor(arrival.secret(), BROWSER).orElseThrow();
    assertThat(arrival.next()).isEqualTo("/sessions/1");
    assertThat(visitor.identity().principal()).isEqualTo(new Principal("ada"));
    assertThat(visitor.identity().idpGroups()).containsExactly(new IdpGroup("corp", "engineers"));
    assertThat(visitor.authentication().method()).isEqualTo(AuthenticationMethod.OIDC);
    assertThat(visitor.mayWatch()).isFalse();
    assertThat(audited)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.action()).isEqualTo(AuditAction.WEB_SIGNED_IN);
          assertThat(event.principal()).isEqualTo("ada");
          assertThat(event.clientAddress()).isEqualTo("192.0.2.1");
        });
  }

  @Test
  void signInCannotBeAuditedThenNobodyIsSignedIn() throws Exception {
    auditFails = true;
    BrowserSignIns.Departure departure = signIns.begin("corp", "/");

    assertThatCode(() -> signIn(departure)).isInstanceOf(RecordingException.class);

    assertThat(postgres.dump()).doesNotContain("192.0.2.1");
  }

  @Test
  void secretsAreLookedForInTheDatabaseThenNoneIsThere() throws Exception {
    BrowserSignIns.Arrival arrival = signIn();

    assertThat(postgres.dump())
        .contains("ada@example.org")
        .doesNotContain(arrival.secret(), "refresh\"", "eyJ");
  }

  /** Flaw of others: an answer that somebody saw signs them in, too. */
  @Test
  void answerIsReplayedByTheSameBrowserThenIsRefused() throws Exception {
    BrowserSignIns.Departure departure = signIns.begin("corp", "/");
    RelyingParty.Answer answer = answer(departure);
    signIns.finish("corp", answer, departure.cookie(), BROWSER);

    assertRefused(
        SignInRefusal.ANSWER_REPLAYED,
        () -> signIns.finish("corp", answer, departure.cookie(), BROWSER));
  }

  /** Login CSRF: a stranger has the victim's browser finish the stranger's sign-in. */
  @Test
  void answerComesToABrowserThatBeganNothingThenIsRefused() throws Exception {
    BrowserSignIns.Departure strangers = signIns.begin("corp", "/");
    BrowserSignIns.Departure victims = signIns.begin("corp", "/");
    RelyingParty.Answer answer = answer(strangers);

    assertRefused(
        SignInRefusal.SIGN_IN_NOT_BEGUN, () -> signIns.finish("corp", answer, null, BROWSER));
    assertRefused(
        SignInRefusal.STATE_MISMATCH,
        () -> signIns.finish("corp", answer, victims.cookie(), BROWSER));
    assertRefused(
        SignInRefusal.SIGN_IN_NOT_BEGUN,
        () -> signIns.finish("corp", answer, changed(strangers.cookie()), BROWSER));
  }

  private static String changed(String cookie) {
    return (cookie.charAt(0) == 'A' ? "B" : "A") + cookie.substring(1);
  }

  /** Flaw of others: a session id alone suffices. */
  @Test
  void secretIsStolenThenItIsWorthNothingElsewhere() throws Exception {
    BrowserSignIns.Arrival arrival = signIn();

    assertRefused(
        SignInRefusal.SESSION_OF_ANOTHER_CLIENT,
        () -> signIns.visitor(arrival.secret(), Client.of("198.51.100.7", "Chromium")));
    assertRefused(
        SignInRefusal.SESSION_OF_ANOTHER_CLIENT,
        () -> signIns.visitor(arrival.secret(), Client.of("192.0.2.1", "curl")));
    assertThat(signIns.visitor(arrival.secret(), BROWSER)).isPresent();
  }

  @Test
  void nobodyAsksForAsLongAsASessionMayBeIdleThenItIsOver() throws Exception {
    BrowserSignIns.Arrival arrival = signIn();
    clock.advance(Duration.ofMinutes(15));
    assertThat(signIns.visitor(arrival.secret(), BROWSER)).isPresent();
    clock.advance(Duration.ofMinutes(15));
    upkeep.refreshDue();
    assertThat(signIns.visitor(arrival.secret(), BROWSER)).isPresent();

    clock.advance(BOUNDS.idle());
    upkeep.refreshDue();

    assertThat(signIns.visitor(arrival.secret(), BROWSER)).isEmpty();
  }

  @Test
  void sessionIsUsedWithoutEndThenItEndsAtItsMaximum() throws Exception {
    BrowserSignIns.Arrival arrival = signIn();
    for (int i = 0; i < 59; i++) {
      clock.advance(Duration.ofMinutes(10));
      upkeep.refreshDue();
      assertThat(signIns.visitor(arrival.secret(), BROWSER)).as("after %d", i).isPresent();
    }

    clock.advance(Duration.ofMinutes(10));

    assertThat(signIns.visitor(arrival.secret(), BROWSER)).isEmpty();
  }

  /** Flaw of others: claims of the sign-in count for as long as the session lives. */
  @Test
  void groupIsRemovedAtTheIssuerThenItIsGoneHereWithinTheInterval() throws Exception {
    issuer.claims.put("groups", List.of("engineers", "auditors"));
    BrowserSignIns.Arrival arrival = signIn();
    assertThat(signIns.visitor(arrival.secret(), BROWSER).orElseThrow().mayWatch()).isTrue();
    issuer.claims.put("groups", List.of("engineers"));

    clock.advance(BOUNDS.refreshInterval());
    upkeep.refreshDue();

    assertThat(signIns.visitor(arrival.secret(), BROWSER).orElseThrow().mayWatch()).isFalse();
    assertThat(signIns.directory().find(new Principal("ada")).orElseThrow().idpGroups())
        .containsExactly(new IdpGroup("corp", "engineers"));
  }

  @Test
  void personIsGoneAtTheIssuerThenTheSessionEndsAndNobodyIsKnownByTheName() throws Exception {
    BrowserSignIns.Arrival arrival = signIn();
    issuer.knowsPerson = false;

    clock.advance(BOUNDS.refreshInterval());
    upkeep.refreshDue();

    assertThat(signIns.visitor(arrival.secret(), BROWSER)).isEmpty();
    assertThat(signIns.directory().find(new Principal("ada"))).isEmpty();
    assertThat(audited.getLast().action()).isEqualTo(AuditAction.WEB_SESSION_ENDED);
    assertThat(audited.getLast().reason()).isEqualTo("code-refused");
  }

  @Test
  void issuerIsAwayThenTheSessionGoesOnUntilWhatIsKnownIsTooOld() throws Exception {
    BrowserSignIns.Arrival arrival = signIn();
    issuer.answers = false;

    clock.advance(BOUNDS.refreshLimit().minusSeconds(1));
    upkeep.refreshDue();
    assertThat(signIns.visitor(arrival.secret(), BROWSER)).isPresent();
    clock.advance(Duration.ofSeconds(1));

    assertThat(signIns.visitor(arrival.secret(), BROWSER)).isEmpty();
  }

  @Test
  void factsAreTooOldThenNobodyIsKnownByTheName() throws Exception {
    signIn();
    clock.advance(BOUNDS.factsMaximum().minusSeconds(1));
    assertThat(signIns.directory().find(new Principal("ada"))).isPresent();

    clock.advance(Duration.ofSeconds(1));

    assertThat(signIns.directory().find(new Principal("ada"))).isEmpty();
  }

  @Test
  void issuerTellsALogoutThenItsSessionEndsAtOnceAndTheSameLogoutCountsOnce() throws Exception {
    BrowserSignIns.Arrival first = signIn();
    issuer.claims.put("sid", "session-2");
    BrowserSignIns.Arrival second = signIn();
    String logout = logout("session-1");

    signIns.logout("corp", logout);

    assertThat(signIns.visitor(first.secret(), BROWSER)).isEmpty();
    assertThat(signIns.visitor(second.secret(), BROWSER)).isPresent();
    assertRefused(SignInRefusal.TOKEN_REPLAYED, () -> signIns.logout("corp", logout));
  }

  private String logout(String session) {
    return issuer.sign(
        issuer
            .rightClaims(null)
            .jwtID("logout-" + session)
            .claim("sid", session)
            .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()))
            .build());
  }

  @Test
  void personSignsOutThenTheSecretIsWorthNothingAndTheIssuerIsToldNext() throws Exception {
    BrowserSignIns.Arrival arrival = signIn();

    URI next = signIns.signOut(arrival.secret()).orElseThrow();

    assertThat(next.toString()).startsWith(issuer.issuer() + "/logout?");
    assertThat(signIns.visitor(arrival.secret(), BROWSER)).isEmpty();
  }

  /** Flaw of others: whoever gets a freed name gets what its former holder was allowed. */
  @Test
  void anotherSubjectComesWithANameThatWasGivenThenIsRefused() throws Exception {
    signIn();
    issuer.token =
        token -> {
          var claims = issuer.rightClaims(nonce(token)).subject("another");
          return issuer.sign(claims.claim("preferred_username", "ADA").build());
        };

    assertRefused(SignInRefusal.NAME_TAKEN, this::signIn);
  }

  @Test
  void personIsRenamedAtTheIssuerThenKeepsTheNameHere() throws Exception {
    signIn();
    issuer.claims.put("preferred_username", "augusta");

    assertThat(signIn().principal()).isEqualTo("ada");
  }

  @Test
  void nameIsThatOfAConfiguredPrincipalThenIsRefused() {
    issuer.claims.put("preferred_username", "reserved");

    assertRefused(SignInRefusal.NAME_TAKEN, this::signIn);
  }

  private static String nonce(String token) {
    try {
      return com.nimbusds.jwt.JWTParser.parse(token).getJWTClaimsSet().getStringClaim("nonce");
    } catch (java.text.ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void databaseIsAwayThenNobodyIsKnownAndItIsSaid() {
    BrowserSignIns without =
        new BrowserSignIns(
            settings,
            URI.create("http://127.0.0.1:8080/"),
            new Seal(new byte[Seal.KEY_BYTES]),
            () -> {
              throw new SQLException("away");
            },
            new SignInAudit(this::append, clock),
            "reserved"::equals,
            clock);

    assertThatCode(() -> without.visitor("secret", BROWSER))
        .isInstanceOf(IdentityUnavailableException.class);
    assertThatCode(() -> without.directory().find(new Principal("ada")))
        .isInstanceOf(UnknownIdentityException.class);
  }

  @Test
  void strangersAreRefusedAllTheTimeThenTheAuditLogCountsThem() {
    SignInAudit audit = signIns.audit();
    for (int i = 0; i < 100; i++) {
      audit.refused(
          SignInRefusal.STATE_MISMATCH, "192.0.2.9", "the answer is not to what was asked");
    }
    assertThat(audited).hasSize(1);

    clock.advance(SignInAudit.WINDOW);
    audit.report();

    assertThat(audited).hasSize(2);
    assertThat(audited.getLast().reason()).isEqualTo("state-mismatch");
    assertThat(audited.getLast().detail()).startsWith("99 more since");
  }

  private static void assertRefused(SignInRefusal refusal, ThrowingCallable attempt) {
    assertThatCode(attempt)
        .isInstanceOfSatisfying(
            SignInException.class, refused -> assertThat(refused.refusal()).isEqualTo(refusal));
  }
}
