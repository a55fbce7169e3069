package dev.gatescribe.testbed.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every route, asked with every kind of credential. What is expected was written by hand: this is
 * the list that a new route has to get onto.
 */
@ExtendWith(SignedInDemo.Extension.class)
class AccessMatrixTest {
  /**
   * What a row says for: no credential, a wrong bearer token, the right one, a browser's cookie.
   */
  private static final String MATRIX =
      """
      GET     /                                     200 200 200 200
      HEAD    /                                     200 200 200 200
      GET     /index.html                           200 200 200 200
      GET     /favicon.svg                          200 200 200 200
      GET     /licenses.txt                         200 200 200 200
      GET     {script}                              200 200 200 200
      GET     {style}                               200 200 200 200
      GET     /sessions/{id}                        200 200 200 200
      GET     /sign-in                              200 200 200 200
      GET     /sign-in?code=none                    403 403 403 403
      GET     /sign-in/nobody                       404 404 404 404
      GET     /sign-in/nobody/callback              404 404 404 404
      POST    /sign-in/nobody/back-channel-logout   400 400 400 403
      POST    /sign-in/nobody/callback              404 404 404 403
      GET     /sign-in/nobody/back-channel-logout   404 404 404 404
      GET     /sign-in/nobody/else                  401 401 404 404
      GET     /sign-in/UPPER                        401 401 404 404
      GET     /sign-in?code={unknown}               200 200 200 200
      POST    /sign-in                              403 403 403 403
      GET     /q/health                             200 200 200 200
      GET     /q/health/live                        200 200 200 200
      GET     /q/health/ready                       200 200 200 200
      GET     /q/health/started                     200 200 200 200
      GET     /q/openapi                            200 200 200 200
      GET     /q/metrics                            401 401 200 200
      HEAD    /q/metrics                            401 401 200 200
      GET     /api/me                               401 401 200 200
      POST    /api/sign-out                         401 401 204 403
      GET     /api/coverage                         401 401 200 200
      POST    /api/coverage                         401 401 405 403
      GET     /api/recordings                       401 401 200 200
      HEAD    /api/recordings                       401 401 200 200
      GET     /api/holds                            401 401 200 200
      GET     /api/search                           401 401 400 400
      GET     /api/search?phrase=a&limit=0          401 401 400 400
      GET     /api/recordings/{id}                  401 401 200 200
      GET     /api/recordings/{id}/events           401 401 200 200
      GET     /api/recordings/{id}/statements       401 401 200 200
      GET     /api/recordings/{id}/requests         401 401 200 200
      GET     /api/recordings/{id}/export           401 401 200 200
      GET     /api/recordings/{id}/streams/{stream}/screen 401 401 200 200
      POST    /api/recordings/{id}/holds            401 401 400 403
      POST    /api/recordings/{id}/holds/{name}/removal 401 401 400 403
      POST    /api/recordings/{id}/deletion         401 401 400 403
      GET     /api/recordings/{stranger}            401 401 404 404
      GET     /api/recordings/{stranger}/events     401 401 404 404
      GET     /api/recordings/{stranger}/statements 401 401 404 404
      GET     /api/recordings/{stranger}/requests   401 401 404 404
      GET     /api/recordings/{stranger}/export     401 401 404 404
      GET     /api/recordings/{stranger}/streams/0/screen 401 401 404 404
      OPTIONS /api/recordings                       401 401 200 403
      POST    /api/recordings                       401 401 405 403
      POST    /api/me                               401 401 405 403
      PUT     /api/recordings/{id}                  401 401 405 403
      DELETE  /api/recordings/{id}                  401 401 405 403
      TRACE   /api/me                               401 401 405 403
      GET     /api                                  401 401 404 404
      GET     /api/nothing                          401 401 404 404
      GET     /nothing                              401 401 404 404
      GET     /sessions/{id}/events                 401 401 404 404
      GET     /assets/nothing.js                    404 404 404 404
      GET     /assets/nothing.map                   401 401 404 404
      GET     /assets                               401 401 404 404
      GET     /META-INF/resources/index.html        401 401 404 404
      GET     /application.properties               401 401 404 404
      GET     /q                                    401 401 404 404
      GET     /q/info                               401 401 404 404
      GET     /q/dev-ui                             401 401 404 404
      GET     /q/swagger-ui                         401 401 404 404
      GET     /q/health-ui                          401 401 404 404
      GET     /q/health/group                       401 401 200 200
      GET     /q/health/well                        200 200 200 200
      GET     /q/arc                                401 401 404 404
      GET     /q/logging-manager                    401 401 404 404
      GET     /q/heroes                             401 401 404 404
      """;

  private static final Duration START_LIMIT = Duration.ofMinutes(1);
  private static final String SOME_SECRET = "A".repeat(43);
  private static final String STRANGER = "0".repeat(26);
  private static final Pattern SCRIPT = Pattern.compile("/assets/[A-Za-z0-9_-]+\\.js");
  private static final Pattern STYLE = Pattern.compile("/assets/[A-Za-z0-9_-]+\\.css");

  private static DemoServer demo;
  private static URI server;
  private static String token;
  private static String session;
  private static RecordingId recording;
  private static String page;

  @BeforeAll
  static void record(SignedInDemo signedIn) {
    demo = signedIn.server();
    server = signedIn.address();
    token = signedIn.token();
    session = signedIn.session();
    StoredRecordings.Since since = demo.newRecordings();
    demo.gateway().ssh("echo recorded").run().orFail();
    recording = since.awaitFinished();
    page = RawRequest.of("GET", "/").send(server).body();
    // Health is not whole before the database of the search index has started.
    await()
        .atMost(START_LIMIT)
        .until(() -> RawRequest.of("GET", "/q/health").send(server).status() == 200);
  }

  /** One line of the matrix. */
  record Route(String method, String path, List<Integer> expected) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static List<Route> routes() {
    return MATRIX.lines().map(line -> line.split(" +")).map(AccessMatrixTest::route).toList();
  }

  private static Route route(String[] words) {
    List<Integer> expected = new ArrayList<>();
    for (int i = 2; i < words.length; i++) {
      expected.add(Integer.valueOf(words[i]));
    }
    return new Route(words[0], words[1], expected);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void routeIsAskedWithEachCredentialThenAnswersAreThoseOfTheMatrix(Route route) {
    List<RawAnswer> answers =
        List.of(
            request(route).send(server),
            request(route).header("Authorization", "Bearer " + SOME_SECRET).send(server),
            request(route).header("Authorization", "Bearer " + token).send(server),
            request(route).header("Cookie", "gatescribe_session=" + session).send(server));

    assertThat(answers).extracting(RawAnswer::status).isEqualTo(route.expected());
    for (RawAnswer answer : answers) {
      assertHardened(answer);
      if (answer.status() == 401) {
        assertThat(answer.header("www-authenticate")).containsExactly("Bearer");
        assertThat(answer.header("content-type")).containsExactly("application/problem+json");
        assertThat(answer.body()).doesNotContain(recording.toString(), "recorded");
      }
    }
  }

  @Test
  void openApiListsARouteThenTheMatrixHasIt() {
    JsonNode paths = demo.web().json("/q/openapi?format=json").get("paths");

    List<String> published = new ArrayList<>();
    for (var path : paths.properties()) {
      for (var operation : path.getValue().properties()) {
        if (!operation.getKey().equals("parameters")) {
          published.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    assertThat(published).isNotEmpty().isSubsetOf(routes().stream().map(Route::toString).toList());
  }

  @Test
  void browserShowsItsCookieFromAPageOfOursThenItMayAct() {
    RawAnswer answer =
        RawRequest.of("DELETE", "/api/recordings/" + recording)
            .header("Cookie", "gatescribe_session=" + session)
            .header("Sec-Fetch-Site", "same-origin")
            .send(server);

    assertThat(answer.status()).isEqualTo(405);
  }

  @Test
  void strangerAsksForHealthThenNumbersOfSessionsAreNotTold() {
    RawAnswer answer = RawRequest.of("GET", "/q/health").send(server);

    assertThat(answer.body()).contains("UP").doesNotContain("liveRecordings", "backlog");
  }

  @Test
  void openApiIsReadByAStrangerThenItHoldsNothingOfTheInstallation() {
    RawAnswer answer = RawRequest.of("GET", "/q/openapi?format=json").send(server);

    assertThat(answer.body()).doesNotContain(token, recording.toString(), demo.data().toString());
  }

  private static RawRequest request(Route route) {
    return RawRequest.of(
        route.method(),
        route
            .path()
            .replace("{id}", recording.toString())
            .replace("{name}", "hold")
            .replace("{stranger}", STRANGER)
            .replace("{stream}", "0")
            .replace("{unknown}", SOME_SECRET)
            .replace("{script}", first(SCRIPT))
            .replace("{style}", first(STYLE)));
  }

  private static String first(Pattern pattern) {
    Matcher matcher = pattern.matcher(page);
    assertThat(matcher.find()).as("the page names %s", pattern).isTrue();
    return matcher.group();
  }

  /** Refusals too: a page that is shown in a frame of somebody else is one refusal away. */
  static void assertHardened(RawAnswer answer) {
    assertThat(answer.header("content-security-policy"))
        .singleElement()
        .asString()
        .contains("default-src 'self'", "script-src 'self';", "object-src 'none'")
        .contains("base-uri 'none'", "frame-ancestors 'none'")
        .doesNotContain("unsafe-eval");
    assertThat(answer.header("x-content-type-options")).containsExactly("nosniff");
    assertThat(answer.header("x-frame-options")).containsExactly("DENY");
    assertThat(answer.header("referrer-policy")).containsExactly("same-origin");
    assertThat(answer.header("cross-origin-opener-policy")).containsExactly("same-origin");
    assertThat(answer.header("access-control-allow-origin")).isEmpty();
  }
}
