package dev.gatescribe.player.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.identity.IdentityUnavailableException;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import dev.gatescribe.identity.signin.Visitor;
import dev.gatescribe.identity.store.Client;
import dev.gatescribe.player.web.access.AccessRules.Asked;
import dev.gatescribe.player.web.access.AccessRules.Verdict;
import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.Principal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRulesTest {
  private static final String HOST = "127.0.0.1:7080";
  private static final String ORIGIN = "http://" + HOST;

  private static final Client CLIENT = Client.of("192.0.2.1", "Chromium");
  private static final String VIEWER = "v".repeat(43);
  private static final String PERSON = "p".repeat(43);
  private static final String AWAY = "a".repeat(43);

  private final WebTokens tokens = new WebTokens("the-token", "operator", InstantSource.system());
  private final AccessRules rules =
      new AccessRules(tokens, WebHosts.loopbackAnd(Set.of()), this::visitor);
  private final String session =
      tokens.redeem(tokens.mintSignInCode("ada")).orElseThrow().sessionSecret();

  private static Asked asked(
      String method,
      String path,
      String authority,
      String origin,
      String authorization,
      String session,
      String originHeader,
      String fetchSite) {
    return new Asked(
        method,
        path,
        authority,
        origin,
        authorization,
        session,
        originHeader,
        fetchSite,
        null,
        CLIENT);
  }

  /** Issuers signed in two people; of a third it cannot be found out now. */
  private Optional<Visitor> visitor(String secret, Client client)
      throws IdentityUnavailableException, SignInException {
    if (secret.equals(AWAY)) {
      throw new IdentityUnavailableException("away", new SQLException("away"));
    }
    if (!client.equals(CLIENT)) {
      throw new SignInException(SignInRefusal.SESSION_OF_ANOTHER_CLIENT, "another");
    }
    return secret.equals(VIEWER) || secret.equals(PERSON)
        ? Optional.of(
            new Visitor(
                new Identity(
                    new Principal("grace"), Identity.Kind.PERSON, Optional.empty(), Set.of()),
                new Authentication(AuthenticationMethod.OIDC, "corp", Instant.EPOCH),
                secret.equals(VIEWER)))
        : Optional.empty();
  }

  private static Asked withSession(String path, String secret) {
    return asked("GET", path, HOST, ORIGIN, null, secret, null, "same-origin");
  }

  @Test
  void personOfAnIssuerMayWatchThenIsAdmitted() {
    assertAdmittedAs(withSession("/api/recordings", VIEWER), "grace");
  }

  /** Flaw of others: any user can watch. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/api/recordings", "/api/search", "/api/coverage", "/q/metrics", "/something/new"})
  void personOfAnIssuerMayNotWatchThenSeesNothingButWhoTheyAre(String path) {
    assertTurnedAway(withSession(path, PERSON), 403);
    assertAdmittedAs(withSession("/api/me", PERSON), "grace");
  }

  @Test
  void sessionIsShownByAnotherClientThenIsTurnedAway() {
    assertTurnedAway(
        new Asked(
            "GET",
            "/api/me",
            HOST,
            ORIGIN,
            null,
            VIEWER,
            null,
            "same-origin",
            null,
            Client.of("198.51.100.7", "Chromium")),
        401);
  }

  private AccessRules behindFrontDoor() {
    return new AccessRules(
        tokens,
        WebHosts.loopbackAnd(Set.of()),
        new SignedInBrowsers() {
          @Override
          public Optional<Visitor> visitor(String secret, Client client)
              throws IdentityUnavailableException, SignInException {
            return AccessRulesTest.this.visitor(secret, client);
          }

          @Override
          public Optional<Visitor> asserted(AccessRules.Assertion assertion, Client client)
              throws IdentityUnavailableException {
            try {
              return assertion.token().equals("holds")
                  ? AccessRulesTest.this.visitor(VIEWER, CLIENT)
                  : Optional.empty();
            } catch (SignInException e) {
              throw new AssertionError(e);
            }
          }
        });
  }

  private static Asked behindFrontDoor(
      String method, String token, String session, String fetchSite) {
    return new Asked(
        method,
        "/api/me",
        HOST,
        ORIGIN,
        null,
        session,
        null,
        fetchSite,
        new AccessRules.Assertion("edge", token),
        CLIENT);
  }

  @Test
  void frontDoorSpeaksOfSomebodyThenTheyAreAdmitted() {
    assertThat(behindFrontDoor().decide(behindFrontDoor("GET", "holds", null, null)))
        .isEqualTo(new Verdict.Admitted(new Viewer("grace", Viewer.Means.FRONT_DOOR, true)));
  }

  @Test
  void frontDoorSaysWhatDoesNotHoldThenItMeansNothing() {
    assertThat(behindFrontDoor().decide(behindFrontDoor("GET", "made up", null, null)))
        .isInstanceOfSatisfying(
            Verdict.TurnedAway.class, away -> assertThat(away.status()).isEqualTo(401));
    assertThat(behindFrontDoor().decide(behindFrontDoor("GET", "made up", VIEWER, null)))
        .isEqualTo(new Verdict.Admitted(new Viewer("grace", Viewer.Means.ISSUER_SESSION, true)));
  }

  /** A front door lets every request of the browser through, those of other sites' pages, too. */
  @Test
  void anotherSiteActsThroughTheFrontDoorThenIsTurnedAway() {
    for (String site : new String[] {"cross-site", "same-site", null}) {
      assertThat(behindFrontDoor().decide(behindFrontDoor("POST", "holds", null, site)))
          .isInstanceOfSatisfying(
              Verdict.TurnedAway.class, away -> assertThat(away.status()).isEqualTo(403));
    }
    assertThat(behindFrontDoor().decide(behindFrontDoor("POST", "holds", null, "same-origin")))
        .isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  void sessionCannotBeLookedUpThenNobodyIsAdmittedAndPublicPagesAre() {
    assertTurnedAway(withSession("/api/me", AWAY), 503);
    assertThat(rules.decide(withSession("/", AWAY))).isEqualTo(new Verdict.Admitted(null));
    assertThat(rules.mayWait(withSession("/", AWAY))).isFalse();
  }

  @Test
  void secretIsOfNoFormOfOursThenNobodyIsAsked() {
    assertThat(rules.mayWait(withSession("/api/me", "short"))).isFalse();
    assertTurnedAway(withSession("/api/me", "short"), 401);
  }

  @Test
  void anotherSiteActsInTheNameOfAPersonOfAnIssuerThenIsTurnedAway() {
    assertTurnedAway(
        asked("POST", "/api/sign-out", HOST, ORIGIN, null, VIEWER, null, "cross-site"), 403);
    assertTurnedAway(asked("POST", "/api/sign-out", HOST, ORIGIN, null, VIEWER, null, null), 403);
  }

  private static Asked get(String path) {
    return asked("GET", path, HOST, ORIGIN, null, null, null, null);
  }

  private static Asked withToken(String method, String path, String authorization) {
    return asked(method, path, HOST, ORIGIN, authorization, null, null, null);
  }

  private Asked postWithCookie(String originHeader, String fetchSite) {
    return asked("POST", "/api/sign-out", HOST, ORIGIN, null, session, originHeader, fetchSite);
  }

  private void assertTurnedAway(Asked asked, int status) {
    assertThat(rules.decide(asked))
        .isInstanceOfSatisfying(
            Verdict.TurnedAway.class, away -> assertThat(away.status()).isEqualTo(status));
  }

  private void assertAdmittedAs(Asked asked, String name) {
    assertThat(rules.decide(asked))
        .isInstanceOfSatisfying(
            Verdict.Admitted.class,
            admitted -> {
              assertThat(admitted.viewer()).isNotNull();
              assertThat(admitted.viewer().name()).isEqualTo(name);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/me",
        "/api/recordings",
        "/api/recordings/01kaj300000000000000000008/events",
        "/api/recordings/01kaj300000000000000000008/export",
        "/q/metrics",
        "/q/dev",
        "/something/new"
      })
  void nothingIsReadableWithoutSigningIn(String path) {
    assertTurnedAway(get(path), 401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/../api/recordings",
        "/assets/..%2fapi/recordings",
        "/assets/%2e%2e/api/recordings",
        "/assets/x.js/../../api/recordings",
        "/assets/x.js;/api/recordings",
        "//api/recordings",
        "/API/recordings",
        "/api;x=/recordings",
        "/%61pi/recordings",
        "/sessions/..",
        "/sessions/01kaj300000000000000000008/../../api/recordings",
        "/sign-in/../api/recordings",
        "/q/health/../metrics",
        "/q/openapi/",
        ""
      })
  void aPublicPathCannotBeTwistedIntoAnother(String path) {
    assertTurnedAway(get(path), 401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/assets/gatescribe-7J7KXAEO.js",
        "/sessions/01kaj300000000000000000008",
        "/sign-in",
        "/q/health/ready",
        "/q/openapi"
      })
  void publicPagesNeedNobody(String path) {
    assertThat(rules.decide(get(path))).isEqualTo(new Verdict.Admitted(null));
  }

  @Test
  void theBearerTokenLetsIn() {
    assertAdmittedAs(withToken("GET", "/api/me", "Bearer the-token"), "operator");
    assertAdmittedAs(withToken("POST", "/api/sign-out", "bearer the-token"), "operator");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer wrong", "Bearer", "Bearer ", "Basic the-token", "the-token", ""})
  void aWrongTokenIsTurnedAway(String authorization) {
    assertTurnedAway(withToken("GET", "/api/me", authorization), 401);
  }

  @Test
  void aWrongTokenIsWrongEvenBesideAGoodCookie() {
    assertTurnedAway(
        asked("GET", "/api/me", HOST, ORIGIN, "Bearer wrong", session, null, null), 401);
  }

  @Test
  void theCookieLetsIn() {
    assertAdmittedAs(asked("GET", "/api/me", HOST, ORIGIN, null, session, null, "none"), "ada");
  }

  @Test
  void crossSiteRequestForgeryIsTurnedAway() {
    assertTurnedAway(postWithCookie("http://evil.example", "cross-site"), 403);
    assertTurnedAway(postWithCookie("http://evil.example", null), 403);
    assertTurnedAway(postWithCookie("null", null), 403);
    assertTurnedAway(postWithCookie("http://127.0.0.1:9999", "same-site"), 403);
    assertTurnedAway(postWithCookie(null, null), 403);
  }

  @Test
  void theOwnPageMayAct() {
    assertAdmittedAs(postWithCookie(ORIGIN, "same-origin"), "ada");
    assertAdmittedAs(postWithCookie(ORIGIN, null), "ada");
  }

  @Test
  void anotherSiteCannotSignABrowserIn() {
    assertTurnedAway(
        asked("POST", "/sign-in", HOST, ORIGIN, null, null, "http://evil.example", "cross-site"),
        403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:7080",
        "127.0.0.1.evil.example",
        "localhost.evil.example:7080",
        "127.0.0.1:7080@evil.example",
        "127.0.0.1:x",
        "[::1]evil.example",
        "[::1",
        ""
      })
  void dnsRebindingIsTurnedAwayEvenWithTheToken(String authority) {
    assertTurnedAway(
        asked(
            "GET",
            "/api/me",
            authority,
            "http://" + authority,
            "Bearer the-token",
            null,
            null,
            null),
        421);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1:7080", "[::1]:7080", "[::1]"})
  void loopbackIsCalledByItsNames(String authority) {
    assertThat(WebHosts.loopbackAnd(Set.of()).accept(authority)).isTrue();
  }

  @Test
  void configuredNamesAreAccepted() {
    assertThat(WebHosts.loopbackAnd(Set.of("Gate.Example")).accept("gate.example:443")).isTrue();
    assertThat(WebHosts.only(Set.of("gate.example")).accept("localhost")).isFalse();
    assertThat(WebHosts.any().accept("whatever")).isTrue();
  }

  @Test
  void whatWasAskedShowsNoSecret() {
    assertThat(withToken("GET", "/api/me", "Bearer the-token").toString())
        .doesNotContain("the-token");
  }
}
