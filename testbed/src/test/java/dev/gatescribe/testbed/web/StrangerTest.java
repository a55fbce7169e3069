package dev.gatescribe.testbed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who have no business here: pages of other sites, other names, crooked paths. */
@ExtendWith(SignedInDemo.Extension.class)
class StrangerTest {
  private static final String SECRET = "what-nobody-else-may-read";

  private static URI server;
  private static String bearer;
  private static String cookie;
  private static RecordingId recording;

  @BeforeAll
  static void record(SignedInDemo signedIn) {
    DemoServer demo = signedIn.server();
    server = signedIn.address();
    bearer = "Bearer " + signedIn.token();
    cookie = "gatescribe_session=" + signedIn.session();
    StoredRecordings.Since since = demo.newRecordings();
    demo.gateway().ssh("echo " + SECRET).run().orFail();
    recording = since.awaitFinished();
  }

  /** Flaw of others: the access rules see another path than the routes do. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "//api/recordings",
        "/api//recordings",
        "/api/recordings/",
        "/api/./recordings",
        "/api/../api/recordings",
        "/../api/recordings",
        "/sign-in/../api/recordings",
        "/favicon.svg/../api/recordings",
        "/assets/../api/recordings",
        "/assets/%2e%2e/api/recordings",
        "/assets/..%2fapi/recordings",
        "/assets/a.js/../../api/recordings",
        "/assets/a.js;/../../api/recordings",
        "/api/recordings;x=/favicon.svg",
        "/favicon.svg;/../api/recordings",
        "/%61pi/recordings",
        "/%2561pi/recordings",
        "/api%2frecordings",
        "/api/recordings%2f",
        "/api/recordings%00",
        "/api/recordings%00.js",
        "/api/recordings?/favicon.svg",
        "/api/recordings?x=/../../favicon.svg",
        "/sessions/{id}/../../api/recordings/{id}/events",
        "/sessions/{id}%2f..%2f..%2fapi%2frecordings",
        "/q/health/../metrics",
        "/q/health/%2e%2e/metrics",
        "/q/health;/../metrics",
        "/q/openapi/../metrics",
        "/q//metrics",
        "/q/metrics/",
        "/q/metrics;a=b",
        "/%71/metrics",
        "/Q/METRICS",
        "/api/recordings?access_token={token}",
        "/api/recordings?token={token}",
      })
  void strangerTakesACrookedPathThenIsTurnedAwayAsOnTheStraightOne(String path) {
    RawAnswer answer = RawRequest.of("GET", fill(path)).send(server);

    assertThat(answer.status()).isEqualTo(401);
    AccessMatrixTest.assertHardened(answer);
  }

  /** What is no path at all may be refused in any way, but not answered. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/api/recordings",
        "http://127.0.0.1/favicon.svg/../api/recordings",
        "http://evil.example/",
        "api/recordings",
        "\\api\\recordings",
        "/assets\\..\\api\\recordings",
        "/q/health#/../../api/recordings",
        "/favicon.svg#/../api/recordings",
        "/api/recordings#/favicon.svg",
        "/%zz/../api/recordings",
        "/%c0%af/../api/recordings",
        "*",
        "?",
        "#",
      })
  void strangerSendsWhatIsNoPathThenNothingIsTold(String target) {
    RawAnswer answer = RawRequest.of("GET", target).send(server);

    assertThat(answer.status()).isIn(200, 400, 401, 404);
    assertThat(answer.header("content-type"))
        .doesNotContain("application/json", "application/json;charset=UTF-8");
    assertThat(answer.body()).doesNotContain(recording.toString(), SECRET, "principal");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic Z2F0ZXNjcmliZTpnYXRlc2NyaWJl",
        "Bearer",
        "Bearer ",
        "Bearer null",
        "Bearer {token}x",
        "Bearer  {token}",
        "Bearer {token} {token}",
        "Bearer {session}",
        "Token {token}",
        "{token}",
      })
  void strangerShowsSomethingElseAsTokenThenIsTurnedAway(String authorization) {
    RawAnswer answer =
        get("/api/recordings").header("Authorization", fill(authorization)).send(server);

    assertThat(answer.status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gatescribe_session=",
        "gatescribe_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "gatescribe_session={token}",
        "gatescribe_session={session}x",
        "gatescribe_session2={session}",
        "session={session}",
      })
  void strangerShowsAnotherCookieThenIsTurnedAway(String other) {
    assertThat(get("/api/recordings").header("Cookie", fill(other)).send(server).status())
        .isEqualTo(401);
  }

  @Test
  void wrongTokenComesWithARightCookieThenTheTokenCounts() {
    RawAnswer answer =
        get("/api/recordings")
            .header("Authorization", "Bearer wrong")
            .header("Cookie", cookie)
            .send(server);

    assertThat(answer.status()).isEqualTo(401);
  }

  /** DNS rebinding: a page of a stranger lets its own name point here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1.evil.example:{port}",
        "evil.example@127.0.0.1:{port}",
        "127.0.0.1:{port}@evil.example",
        "127.0.0.1:{port}.evil.example",
        "localhost.evil.example",
        "[::1].evil.example:{port}",
        "0.0.0.0:{port}",
        "127.0.0.2:{port}",
        "2130706433:{port}",
      })
  void serverIsCalledByAForeignNameThenItAnswersNothingNotEvenWithAToken(String host) {
    String name = host.replace("{port}", Integer.toString(server.getPort()));

    for (String path : new String[] {"/", "/q/health", "/api/recordings"}) {
      RawAnswer answer =
          RawRequest.of("GET", path).host(name).header("Authorization", bearer).send(server);
      assertThat(answer.status()).as(path).isIn(400, 421);
      assertThat(answer.body()).doesNotContain(recording.toString(), "<html");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:{port}", "localhost:{port}", "LOCALHOST", "[::1]:{port}"})
  void serverIsCalledByANameOfLoopbackThenItAnswers(String host) {
    String name = host.replace("{port}", Integer.toString(server.getPort()));

    assertThat(RawRequest.of("GET", "/").host(name).send(server).status()).isEqualTo(200);
  }

  @Test
  void hostIsMissingOrThereTwiceThenNothingIsTold() {
    RawAnswer without =
        get("/api/recordings").header("Authorization", bearer).withoutHost().send(server);
    RawAnswer twice =
        get("/api/recordings")
            .header("Authorization", bearer)
            .header("Host", "evil.example")
            .send(server);

    assertThat(without.status()).isIn(400, 421);
    assertThat(twice.status()).isIn(400, 421);
  }

  @Test
  void proxyHeadersNameAnotherHostThenTheyAreNotBelieved() {
    RawAnswer answer =
        RawRequest.of("GET", "/")
            .host("evil.example")
            .header("X-Forwarded-Host", server.getAuthority())
            .header("Forwarded", "host=" + server.getAuthority())
            .send(server);

    assertThat(answer.status()).isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: none",
        "Origin: http://evil.example",
        "Origin: https://{authority}",
        "Origin: http://localhost",
        "Origin: null",
        "X-Nothing: said",
      })
  void pageOfAnotherSiteSignsTheBrowserOutThenItIsRefusedAndStaysSignedIn(String header) {
    String[] parts = header.replace("{authority}", server.getAuthority()).split(": ", 2);
    RawAnswer answer =
        RawRequest.of("POST", "/api/sign-out")
            .header("Cookie", cookie)
            .header(parts[0], parts[1])
            .send(server);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("set-cookie")).isEmpty();
    assertThat(get("/api/me").header("Cookie", cookie).send(server).status()).isEqualTo(200);
  }

  /** Login cross-site request forgery: the victim is signed in as somebody else. */
  @Test
  void pageOfAnotherSitePressesTheSignInButtonThenItIsRefused() {
    RawAnswer answer =
        RawRequest.of("POST", "/sign-in")
            .header("Origin", "http://evil.example")
            .form("code", "A".repeat(43))
            .send(server);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("cross-origin");
  }

  @Test
  void pageOfAnotherSiteReadsThenNoHeaderAllowsIt() {
    RawAnswer read =
        get("/api/recordings")
            .header("Cookie", cookie)
            .header("Origin", "http://evil.example")
            .send(server);
    RawAnswer preflight =
        RawRequest.of("OPTIONS", "/api/recordings")
            .header("Origin", "http://evil.example")
            .header("Access-Control-Request-Method", "GET")
            .header("Access-Control-Request-Headers", "authorization")
            .send(server);

    assertThat(read.headers()).noneMatch(header -> header.startsWith("access-control-"));
    assertThat(read.header("cross-origin-resource-policy")).containsExactly("same-origin");
    assertThat(preflight.status()).isIn(401, 403);
    assertThat(preflight.headers()).noneMatch(header -> header.startsWith("access-control-"));
  }

  /** A shared machine's cache must not keep what only the signed-in may see. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/recordings",
        "//api/recordings",
        "/%61pi/recordings/{id}/events",
        "/q/metrics",
        "/q/health/../metrics"
      })
  void contentIsAnsweredThenNobodyMayKeepIt(String path) {
    RawAnswer answer =
        RawRequest.of("GET", fill(path)).header("Authorization", bearer).send(server);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("cache-control")).containsExactly("no-store");
  }

  @Test
  void bodyIsFarTooLongThenItIsRefused() {
    RawAnswer answer =
        RawRequest.of("POST", "/sign-in").form("code", "A".repeat(70_000)).send(server);

    assertThat(answer.status()).isEqualTo(413);
  }

  private static RawRequest get(String path) {
    return RawRequest.of("GET", path);
  }

  private static String fill(String text) {
    return text.replace("{id}", recording.toString())
        .replace("{token}", bearer.substring("Bearer ".length()))
        .replace("{session}", cookie.substring("gatescribe_session=".length()));
  }
}
