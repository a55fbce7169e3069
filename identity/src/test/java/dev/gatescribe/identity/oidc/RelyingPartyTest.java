package dev.gatescribe.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import dev.gatescribe.identity.SettableClock;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import dev.gatescribe.identity.TestIssuer;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The flow, with an issuer or a browser that does not do as it should. */
class RelyingPartyTest {
  private static final URI REDIRECT = URI.create("http://127.0.0.1/sign-in/corp/callback");

  private final SettableClock clock = new SettableClock();
  private final TestIssuer issuer = new TestIssuer(clock);
  private final RelyingParty party = new RelyingParty(issuer.settings(), REDIRECT, clock);

  @AfterEach
  void close() {
    issuer.close();
  }

  @Test
  void signInBeginsThenTheIssuerIsAskedForACodeWithPkceStateAndNonce()
      throws SignInException, ParseException {
    RelyingParty.Departure departure = party.begin("/");

    AuthenticationRequest request = AuthenticationRequest.parse(departure.address());
    assertThat(request.getResponseType().impliesCodeFlow()).isTrue();
    assertThat(request.getCodeChallengeMethod().getValue()).isEqualTo("S256");
    assertThat(request.getState().getValue()).isEqualTo(departure.begun().state()).hasSize(43);
    assertThat(request.getNonce().getValue()).isEqualTo(departure.begun().nonce()).hasSize(43);
    assertThat(request.getRedirectionURI()).isEqualTo(REDIRECT);
    assertThat(departure.address().toString()).doesNotContain(departure.begun().verifier());
  }

  @Test
  void answerBelongsToAnotherSignInThenIsRefused() throws SignInException {
    RelyingParty.Departure mine = party.begin("/");
    RelyingParty.Departure theirs = party.begin("/");
    Map<String, String> back = issuer.signInAt(theirs.address());

    assertRefused(
        SignInRefusal.STATE_MISMATCH,
        () -> party.requireAnswer(mine.begun(), RefusedTokenTest.answer(back)));
  }

  @Test
  void answerComesTooLateThenIsRefused() throws SignInException {
    RelyingParty.Departure departure = party.begin("/");
    Map<String, String> back = issuer.signInAt(departure.address());
    clock.advance(BegunSignIn.LIFETIME);

    assertRefused(
        SignInRefusal.SIGN_IN_EXPIRED,
        () -> party.requireAnswer(departure.begun(), RefusedTokenTest.answer(back)));
  }

  /** Mix-up: another issuer answers for this one (RFC 9207). */
  @Test
  void answerNamesAnotherIssuerOrNoneThenIsRefused() throws SignInException {
    RelyingParty.Departure departure = party.begin("/");
    Map<String, String> back = new HashMap<>(issuer.signInAt(departure.address()));

    back.put("iss", "https://evil.example");
    assertRefused(
        SignInRefusal.ANSWER_FROM_ANOTHER_ISSUER,
        () -> party.requireAnswer(departure.begun(), RefusedTokenTest.answer(back)));
    back.remove("iss");
    assertRefused(
        SignInRefusal.ANSWER_FROM_ANOTHER_ISSUER,
        () -> party.requireAnswer(departure.begun(), RefusedTokenTest.answer(back)));
  }

  @Test
  void codeIsReplayedThenIsRefused() throws SignInException {
    RelyingParty.Departure departure = party.begin("/");
    RelyingParty.Answer answer = RefusedTokenTest.answer(issuer.signInAt(departure.address()));
    party.redeem(departure.begun(), answer);

    assertRefused(SignInRefusal.CODE_REFUSED, () -> party.redeem(departure.begun(), answer));
  }

  /** A code that was stolen is worth nothing without the verifier of who asked for it. */
  @Test
  void codeOfAnotherBrowserIsInjectedThenIsRefused() throws SignInException {
    RelyingParty.Departure mine = party.begin("/");
    RelyingParty.Departure theirs = party.begin("/");
    Map<String, String> stolen = issuer.signInAt(theirs.address());

    assertRefused(
        SignInRefusal.CODE_REFUSED,
        () -> party.redeem(mine.begun(), RefusedTokenTest.answer(stolen)));
  }

  /** The issuer of the tests refuses whoever brings no verifier; so this proves that it is sent. */
  @Test
  void verifierIsMissingThenTheCodeIsRefused() throws SignInException {
    RelyingParty.Departure departure = party.begin("/");
    BegunSignIn begun = departure.begun();
    BegunSignIn without =
        new BegunSignIn(
            begun.issuer(), begun.state(), begun.nonce(), "x".repeat(43), "/", begun.until());
    Map<String, String> back = issuer.signInAt(departure.address());

    assertRefused(
        SignInRefusal.CODE_REFUSED, () -> party.redeem(without, RefusedTokenTest.answer(back)));
  }

  @Test
  void personSaysNoAtTheIssuerThenNobodyIsSignedIn() throws SignInException {
    RelyingParty.Departure departure = party.begin("/");

    assertRefused(
        SignInRefusal.ISSUER_REFUSED,
        () ->
            party.redeem(
                departure.begun(),
                new RelyingParty.Answer(departure.begun().state(), null, "access_denied", null)));
  }

  /** What we send there is a code, a verifier, perhaps a secret. */
  @Test
  void tokenEndpointPointsElsewhereThenItIsNotFollowed() throws SignInException {
    try (TestIssuer elsewhere = new TestIssuer(clock)) {
      RelyingParty.Departure departure = party.begin("/");
      Map<String, String> back = issuer.signInAt(departure.address());
      issuer.redirectTo = elsewhere.issuer() + "/keys";

      assertRefused(
          SignInRefusal.ISSUER_UNAVAILABLE,
          () -> party.redeem(departure.begun(), RefusedTokenTest.answer(back)));
      assertThat(elsewhere.keyRequests).hasValue(0);
    }
  }

  @Test
  void discoveryNamesAnotherIssuerThenNothingBegins() {
    issuer.discovery = document -> with(document, "issuer", "https://evil.example");

    assertRefused(SignInRefusal.ISSUER_UNAVAILABLE, () -> party.begin("/"));
  }

  @Test
  void discoveryNamesAnEndpointInClearThenNothingBegins() {
    issuer.discovery = document -> with(document, "token_endpoint", "http://idp.example/token");

    assertRefused(SignInRefusal.ISSUER_UNAVAILABLE, () -> party.begin("/"));
  }

  @Test
  void discoveryIsEndlessThenNothingBegins() {
    issuer.discovery =
        document -> with(document, "x", "x".repeat(BoundedHttp.ANSWER_MAX_BYTES + 1));

    assertRefused(SignInRefusal.ISSUER_UNAVAILABLE, () -> party.begin("/"));
  }

  @Test
  void issuerTakesANewKeyThenItIsFoundAndTokensWithUnknownKeysDoNotAskAgainAtOnce()
      throws SignInException {
    signIn();
    assertThat(issuer.keyRequests).hasValue(1);
    clock.advance(RemoteDocument.ATTEMPT_INTERVAL);
    issuer.key = TestIssuer.newKey();
    issuer.publish(issuer.key);
    signIn();
    assertThat(issuer.keyRequests).hasValue(2);

    issuer.key = TestIssuer.newKey();
    for (int i = 0; i < 20; i++) {
      assertRefused(SignInRefusal.UNKNOWN_KEY, this::signIn);
    }

    assertThat(issuer.keyRequests).hasValue(2);
    clock.advance(RemoteDocument.ATTEMPT_INTERVAL);
    assertRefused(SignInRefusal.UNKNOWN_KEY, this::signIn);
    assertThat(issuer.keyRequests).hasValue(3);
  }

  @Test
  void issuerWithdrawsAKeyThenItSignsNothingOnceTheKeysAreTooOld() throws SignInException {
    RSAKey withdrawn = issuer.key;
    signIn();
    issuer.withdrawKeys();
    issuer.publish(TestIssuer.newKey());
    clock.advance(RemoteDocument.KEPT);
    issuer.key = withdrawn;

    assertRefused(SignInRefusal.UNKNOWN_KEY, this::signIn);
  }

  @Test
  void issuerIsAskedAgainThenWhatItSaysNowCounts() throws SignInException {
    RelyingParty.Tokens before = signIn();
    issuer.claims.put("groups", List.of("auditors"));
    issuer.claims.put("email_verified", false);

    RelyingParty.Tokens after =
        party.refresh(before.refreshToken().orElseThrow(), TestIssuer.SUBJECT);

    assertThat(after.person().groups()).containsExactly("auditors");
    assertThat(after.person().email()).isEmpty();
  }

  @Test
  void issuerIsAskedAgainAndSpeaksOfSomebodyElseThenIsRefused() throws SignInException {
    String refresh = signIn().refreshToken().orElseThrow();

    assertRefused(SignInRefusal.SUBJECT_MISMATCH, () -> party.refresh(refresh, "somebody-else"));
  }

  @Test
  void logoutIsToldThenItNamesTheSession() throws SignInException {
    RelyingParty.Logout logout = party.logout(issuer.sign(logoutClaims().build()));

    assertThat(logout.session()).contains("session-1");
    assertThat(logout.subject()).contains(TestIssuer.SUBJECT);
  }

  @Test
  void logoutIsNoneThenIsRefused() {
    assertLogoutRefused(SignInRefusal.TOKEN_OF_ANOTHER_KIND, issuer.rightClaims(null));
    assertLogoutRefused(
        SignInRefusal.TOKEN_OF_ANOTHER_KIND, logoutClaims().claim("nonce", "nonce"));
    assertLogoutRefused(SignInRefusal.AUDIENCE_MISMATCH, logoutClaims().audience("grafana"));
    assertLogoutRefused(
        SignInRefusal.ISSUER_MISMATCH, logoutClaims().issuer("https://evil.example"));
    assertLogoutRefused(SignInRefusal.CLAIM_UNUSABLE, logoutClaims().jwtID(null));
    assertLogoutRefused(
        SignInRefusal.CLAIM_UNUSABLE, logoutClaims().subject(null).claim("sid", null));
    assertLogoutRefused(
        SignInRefusal.TOKEN_EXPIRED,
        logoutClaims()
            .expirationTime(null)
            .issueTime(
                java.util.Date.from(
                    clock
                        .instant()
                        .minus(TokenVerifier.LOGOUT_MAX_AGE)
                        .minus(Duration.ofSeconds(1)))));
  }

  @Test
  void personSignsOutThenTheIssuerIsToldWhoAndWhereTheyComeFrom() throws SignInException {
    RelyingParty.Tokens tokens = signIn();

    Optional<URI> address =
        party.endSession(tokens.identityToken(), URI.create("http://127.0.0.1/"));

    assertThat(address.orElseThrow().toString())
        .startsWith(issuer.issuer() + "/logout?")
        .contains("id_token_hint=", "client_id=gatescribe", "post_logout_redirect_uri=");
  }

  private JWTClaimsSet.Builder logoutClaims() {
    return issuer
        .rightClaims(null)
        .jwtID("logout-1")
        .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
  }

  private void assertLogoutRefused(SignInRefusal refusal, JWTClaimsSet.Builder claims) {
    assertRefused(refusal, () -> party.logout(issuer.sign(claims.build())));
  }

  private RelyingParty.Tokens signIn() throws SignInException {
    RelyingParty.Departure departure = party.begin("/");
    return party.redeem(
        departure.begun(), RefusedTokenTest.answer(issuer.signInAt(departure.address())));
  }

  private static Map<String, Object> with(Map<String, Object> document, String key, Object value) {
    document.put(key, value);
    return document;
  }

  private static void assertRefused(SignInRefusal refusal, ThrowingCallable attempt) {
    assertThatCode(attempt)
        .isInstanceOfSatisfying(
            SignInException.class, refused -> assertThat(refused.refusal()).isEqualTo(refusal));
  }
}
