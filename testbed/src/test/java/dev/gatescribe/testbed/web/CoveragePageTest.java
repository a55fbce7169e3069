package dev.gatescribe.testbed.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the list of sessions says of coverage. */
@ExtendWith(SignedInDemo.Extension.class)
class CoveragePageTest {
  private static final String ALARM =
      """
      {"lookedAt":"2026-11-21T12:00:00Z","admissions":1204,
       "states":{"recording":3,"uploading":0,"sealed":1198,"truncated":1,"missing":2,"deleted":0,
                 "not-begun":0,"unknown":0},
       "missing":[
         {"id":"01kdyw9dzf7v0y3a6c9f2j5m8q","admittedAt":"2026-11-21T09:12:44Z","protocol":"ssh",
          "principal":"ada\\u202e","target":"db-1","login":"deploy",
          "why":"nothing of it is stored"},
         {"id":"01kdyw9bh0kzxwfh8rsb6v4d2e","admittedAt":"2026-11-20T17:03:01Z","protocol":"postgresql",
          "principal":"grace","target":"ledger","login":"owner",
          "why":"it has no manifest, and no journal holds the rest of it"}],
       "problem":"","balanced":true}
      """;

  private static SignedInDemo signedIn;
  private WatchedBrowser browser;

  @BeforeAll
  static void record(SignedInDemo open) {
    signedIn = open;
    DemoServer demo = open.server();
    StoredRecordings.Since since = demo.newRecordings();
    demo.gateway().ssh("true").run().orFail();
    since.awaitFinished();
  }

  @BeforeEach
  void openBrowser() {
    browser = WatchedBrowser.open(signedIn);
  }

  @AfterEach
  void closeBrowser() {
    try (WatchedBrowser opened = browser) {
      opened.assertNoOffence();
    }
  }

  @Test
  void everySessionHasItsRecordingThenAQuietLineSaysSo() {
    Page page = browser.page();

    page.navigate(signedIn.address() + "/");

    assertThat(page.locator(".coverage")).containsText("Every session has its recording");
    assertThat(page.locator(".coverage-alarm")).hasCount(0);
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void recordingsAreMissingThenNobodyOverlooksIt(ColorScheme scheme) {
    browser.close();
    browser = WatchedBrowser.open(signedIn, new Browser.NewContextOptions().setColorScheme(scheme));
    Page page = browser.page();
    page.route(
        "**/api/coverage",
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("application/json").setBody(ALARM)));

    page.navigate(signedIn.address() + "/");

    assertThat(page.getByRole(AriaRole.ALERT))
        .containsText("The recordings of 2 sessions are missing");
    assertThat(page.locator(".coverage-alarm li")).hasCount(2);
    assertThat(page.locator(".coverage-alarm li").first()).containsText("ada<202e> as deploy@db-1");
    browser.picture("coverage-" + scheme.name().toLowerCase(Locale.ROOT));
  }
}
