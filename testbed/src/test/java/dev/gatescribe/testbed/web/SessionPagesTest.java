package dev.gatescribe.testbed.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages around the player: the list, a session that is running, and how all of it looks. */
@ExtendWith(SignedInDemo.Extension.class)
class SessionPagesTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String COLOURS =
      """
      stty -echo; sleep 0.3
      printf '\\033[1;32mdemo@host\\033[0m:\\033[1;34m~\\033[0m$ ls --color\\n'
      printf '\\033[1;34mbin\\033[0m  \\033[1;36mlatest\\033[0m  \\033[1;32mrun.sh\\033[0m  notes.txt\\n\\n'
      for i in 0 1 2 3 4 5 6 7; do printf "\\033[4${i}m   \\033[10${i}m   \\033[0m "; done; echo; echo
      printf '┌──────────┬─────────┐\\n│ Grüße    │ 漢字 ✓  │\\n└──────────┴─────────┘\\n'
      sleep 1; printf '\\033[7m-- reversed --\\033[0m \\033[4munderlined\\033[0m \\033[3mitalic\\033[0m\\n'
      """;

  private static SignedInDemo signedIn;
  private static DemoServer demo;
  private static SshDestination gateway;
  private static URI server;
  private static RecordingId colours;
  private static double shown;

  private WatchedBrowser browser;

  @BeforeAll
  static void record(SignedInDemo open) {
    signedIn = open;
    demo = open.server();
    gateway = demo.gateway();
    server = open.address();
    StoredRecordings.Since since = demo.newRecordings();
    gateway.ssh(COLOURS).options("-tt").run().orFail();
    colours = since.awaitFinished();
    shown = RecordedEvents.read(demo.web(), colours).secondsOf("Grüße");
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
  void strangerOpensTheAddressThenSeesOnlyHowToSignIn() {
    try (BrowserContext context = signedIn.chromium().browser().newContext()) {
      Page page = context.newPage();
      page.navigate(server + "/sessions/" + colours);

      assertThat(page.locator("h1")).hasText("Please sign in");
      assertThat(page.content()).doesNotContain("demo@", "notes.txt");
      page.navigate(server + signedIn.usedLink().path());
      page.locator("button").click();
      assertThat(page.locator("h1")).hasText("This sign-in link does not work");
    }
  }

  @Test
  void sessionRunsThenTheListShowsItLiveAndAfterwardsSealedWithWhoWhatAndWhy() throws IOException {
    StoredRecordings.Since since = demo.newRecordings();
    Page page = browser.go("/");
    try (ChildProcess ssh = gateway.ssh("echo running; cat").openInput().start()) {
      page.waitForCondition(() -> ssh.stdout().text().equals("running\n"));
      page.reload();
      Locator row = page.locator("a.session").first();
      assertThat(row.locator(".state")).hasText("live");
      assertThat(row.locator(".session-who")).hasText("demo");
      assertThat(row.locator(".session-where")).hasText(gateway.user());
      assertThat(row.locator(".session-end")).isEmpty();

      ssh.stdin().close();
      ssh.await(LIMIT).orFail();
      assertThat(row.locator(".state")).hasText("sealed");
      assertThat(row.locator(".session-end")).hasText("closed by the client");
      row.click();
    }
    page.waitForURL(server + "/sessions/" + since.awaitFinished());
    assertThat(page.locator(".page-head h1")).hasText("demo as " + gateway.user());
    assertThat(fact(page, "Who")).hasText("demo");
    assertThat(fact(page, "Target")).hasText(gateway.user());
    assertThat(fact(page, "Ended")).hasText("closed by the client");
    assertThat(page.locator(".log")).containsText("$ echo running; cat");
    assertThat(page.locator(".log")).containsText("Exited with status 0");
  }

  @Test
  void liveSessionIsWatchedThenItsOutputAppearsAndItsEndIsSeen() throws IOException {
    try (ChildProcess ssh = gateway.ssh("echo watched; cat").openInput().start()) {
      Page page = browser.go("/");
      page.locator("a.session", new Page.LocatorOptions().setHasText("live")).first().click();
      PlayerPage player = PlayerPage.on(page);
      player.awaitText("watched");
      assertThat(page.locator(".button.live")).hasAttribute("aria-pressed", "true");

      ssh.stdin().write("typed now\n".getBytes(StandardCharsets.UTF_8));
      ssh.stdin().flush();
      player.awaitText("typed now");
      ssh.stdin().close();
      player.awaitText("[exited with status 0]");
      assertThat(page.locator(".page-head .state")).hasText("sealed");
    }
  }

  @ParameterizedTest
  @CsvSource({"1440, LIGHT", "1440, DARK", "390, LIGHT", "390, DARK"})
  void pagesAreShownOnAWideAndANarrowScreenThenNothingSticksOut(int width, ColorScheme scheme) {
    Browser.NewContextOptions options =
        new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme);
    String suffix = "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
    try (WatchedBrowser other = WatchedBrowser.open(signedIn, options);
        ChildProcess live = gateway.ssh("echo live; cat").openInput().start()) {
      other.page().waitForCondition(() -> live.stdout().size() > 0);
      other.go("/");
      assertThat(other.page().locator("a.session .state").first()).hasText("live");
      assertNothingSticksOut(other.page());
      other.picture("list" + suffix);

      PlayerPage player = PlayerPage.at(other, colours, shown + 0.5);
      player.awaitText("Grüße");
      assertNothingSticksOut(other.page());
      other.picture("player" + suffix);
      other.assertNoOffence();
    }
  }

  private static void assertNothingSticksOut(Page page) {
    assertThat(
            page.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
        .as("the page is no wider than the screen")
        .isEqualTo(true);
  }

  private static Locator fact(Page page, String name) {
    return page.locator(".facts dl > div", new Page.LocatorOptions().setHasText(name))
        .filter(
            new Locator.FilterOptions()
                .setHas(page.locator("dt", new Page.LocatorOptions().setHasText(name))))
        .first()
        .locator("dd");
  }
}
