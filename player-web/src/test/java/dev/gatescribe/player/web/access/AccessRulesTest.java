package dev.gatescribe.player.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.player.web.access.AccessRules.Asked;
import dev.gatescribe.player.web.access.AccessRules.Verdict;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRulesTest {
  private static final String HOST = "127.0.0.1:7080";
  private static final String ORIGIN = "http://" + HOST;

  private final WebTokens tokens = new WebTokens("the-token", "operator", InstantSource.system());
  private final AccessRules rules = new AccessRules(tokens, WebHosts.loopbackAnd(Set.of()));
  private final String session =
      tokens.redeem(tokens.mintSignInCode("ada")).orElseThrow().sessionSecret();

  private static Asked get(String path) {
    return new Asked("GET", path, HOST, ORIGIN, null, null, null, null);
  }

  private static Asked withToken(String method, String path, String authorization) {
    return new Asked(method, path, HOST, ORIGIN, authorization, null, null, null);
  }

  private Asked postWithCookie(String originHeader, String fetchSite) {
    return new Asked("POST", "/api/sign-out", HOST, ORIGIN, null, session, originHeader, fetchSite);
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
        new Asked("GET", "/api/me", HOST, ORIGIN, "Bearer wrong", session, null, null), 401);
  }

  @Test
  void theCookieLetsIn() {
    assertAdmittedAs(new Asked("GET", "/api/me", HOST, ORIGIN, null, session, null, "none"), "ada");
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
        new Asked(
            "POST", "/sign-in", HOST, ORIGIN, null, null, "http://evil.example", "cross-site"),
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
        new Asked(
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
