package dev.gatescribe.testbed.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.Tmux;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Recordings of stock ssh, played in Chromium. */
@ExtendWith(SignedInDemo.Extension.class)
class PlayerTest {
  /** What the page says is rounded to a tenth. */
  private static final double TENTH = 0.11;

  /** A little later than an event, so that rounding does not put the moment before it. */
  private static final double SHORTLY = 0.02;

  /** Later than the opening of a page takes. */
  private static final long TEN_MINUTES_MILLIS = 600_000;

  /** Longer than what a frame or two take that are spent on drawing. */
  private static final double FRAMES = 0.25;

  /**
   * Two scenes, three seconds apart; between them the terminal grows. The lines of 90 letters break
   * in a terminal of 80 columns and not in one of 100.
   */
  private static final String SCENES =
      """
      stty -echo; echo 'first scene'; printf 'a%.0s' $(seq 90); echo
      until [ "$(stty size)" = '30 100' ]; do sleep 0.05; done
      sleep 3
      printf '\\033[2J\\033[H'; echo 'second scene'; printf 'b%.0s' $(seq 90); echo
      sleep 1; echo 'the end'; sleep 0.3
      """;

  private static DemoServer demo;
  private static SignedInDemo signedIn;
  private static SshDestination gateway;
  private static URI server;
  private static RecordingId scenes;
  private static double first;
  private static double grown;
  private static double second;

  private WatchedBrowser browser;

  @BeforeAll
  static void record(SignedInDemo open) {
    signedIn = open;
    demo = open.server();
    gateway = demo.gateway();
    server = open.address();
    scenes = recordScenes();
    RecordedEvents events = RecordedEvents.read(demo.web(), scenes);
    first = events.secondsOf("aaaaaaaaaa");
    grown = events.secondsOf(event -> event.get("type").textValue().equals("terminal-resized"));
    second = events.secondsOf("bbbbbbbbbb");
  }

  private static RecordingId recordScenes() {
    StoredRecordings.Since since = demo.newRecordings();
    List<String> words = gateway.ssh(SCENES).options("-tt").words();
    try (Tmux terminal = Tmux.open(demo.scratch("terminal"), 80, 24, words)) {
      terminal.awaitText("first scene");
      terminal.resize(100, 30);
      terminal.awaitText("the end");
      assertThat(terminal.awaitExit()).isEqualTo("0");
    }
    return since.awaitFinished();
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
  void linkToAMomentIsOpenedThenTheTerminalIsAsItWasThen() {
    PlayerPage player = PlayerPage.at(browser, scenes, (first + grown) / 2);

    player.awaitText("a".repeat(80) + "\n" + "a".repeat(10));
    assertThat(player.rows()).hasSize(24).startsWith("first scene");
    assertThat(player.text()).doesNotContain("second scene");
    assertThat(player.position()).isCloseTo(first, within(TENTH));
    assertThat(button("Play")).isVisible();

    player = PlayerPage.at(browser, scenes, second + SHORTLY);

    player.awaitText("b".repeat(90));
    assertThat(player.rows()).hasSize(30).startsWith("second scene", "b".repeat(90));
    assertThat(player.text()).doesNotContain("first scene", "the end");
  }

  @Test
  void terminalGrewThenTheGridGrowsAtThatMomentAndShrinksOnTheWayBack() {
    PlayerPage player = PlayerPage.at(browser, scenes, (first + grown) / 2);
    player.awaitText("first scene");
    assertThat(player.rows()).hasSize(24);

    page()
        .locator(".log-line", new Page.LocatorOptions().setHasText("Resized to 100 × 30"))
        .click();
    player.await("has 30 rows", () -> player.rows().size() == 30);
    assertThat(player.position()).isCloseTo(grown, within(TENTH));
    assertThat(player.text()).contains("first scene").doesNotContain("second scene");

    player.press("Home");
    player.await("has 24 rows", () -> player.rows().size() == 24);
  }

  @Test
  void timelineIsClickedThenTheTerminalFollows() {
    PlayerPage player = PlayerPage.at(browser, scenes, 0);

    player.clickTimeline(second + 0.4);
    player.awaitText("second scene");
    assertThat(player.position()).isCloseTo(second + 0.4, within(TENTH));

    player.clickTimeline(second - 1);
    player.awaitText("first scene");
    assertThat(player.text()).doesNotContain("second scene");

    player.clickTimeline(player.duration());
    player.awaitText("the end");
  }

  @Test
  void keysAreUsedThenTheyMoveAsTheHelpSays() {
    PlayerPage player = PlayerPage.at(browser, scenes, second + SHORTLY);
    player.awaitText("second scene");

    player.press("ArrowLeft");
    assertThat(player.position()).isCloseTo(Math.max(0, second - 5), within(TENTH));
    player.press("End");
    player.awaitText("the end");
    assertThat(player.position()).isCloseTo(player.duration(), within(TENTH));
    player.press("Home");
    player.await("is empty", () -> player.text().isBlank());
    player.press(".");
    player.press(".");
    player.press(".");
    player.awaitText("first scene");
    player.press("5");
    assertThat(player.position()).isCloseTo(player.duration() / 2, within(TENTH));
    player.press(">");
    assertThat(page().locator(".speed select")).hasValue("2");
    player.press("<");
    assertThat(page().locator(".speed select")).hasValue("1");
    player.press("?");
    assertThat(page().locator("dialog[open]")).containsText("Play or pause");
    player.press("Escape");
    assertThat(page().locator("dialog[open]")).hasCount(0);
    player.press("f");
    page().waitForFunction("() => document.fullscreenElement?.className === 'player'");
    player.press("f");
    page().waitForFunction("() => document.fullscreenElement === null");
  }

  @Test
  void playingIsTimedThenSpeedPauseAndIdleAreKept() {
    PlayerPage player = openWithStoppedClock("?t=" + PlayerPage.moment(first + SHORTLY));
    player.press("i");
    assertThat(page().locator(".button.toggle")).hasAttribute("aria-pressed", "false");
    assertThat(page().locator(".timeline-idle")).hasCount(0);

    player.press("Space");
    page().clock().runFor(1_000);
    assertThat(player.position()).isCloseTo(first + 1, within(FRAMES));
    page().locator(".speed select").selectOption("4");
    page().clock().runFor(250);
    assertThat(player.position()).isCloseTo(first + 2, within(4 * FRAMES));
    assertThat(player.text()).doesNotContain("second scene");

    player.press("k");
    double paused = player.position();
    page().clock().runFor(5_000);
    assertThat(player.position()).isEqualTo(paused);
  }

  @Test
  void nothingHappensForThreeSecondsThenPlayingTakesHalfASecond() {
    PlayerPage player = openWithStoppedClock("?t=" + PlayerPage.moment(grown + SHORTLY));
    assertThat(page().locator(".timeline-idle")).hasCount(1);

    player.press("Space");
    page().clock().runFor(300);
    assertThat(player.position()).isGreaterThan(grown + 1);
    assertThat(player.text()).doesNotContain("second scene");
    page().clock().runFor(500);
    assertThat(player.position()).isGreaterThan(second - TENTH);
    assertThat(player.text()).contains("second scene");
  }

  @Test
  void recordingIsOpenedThenItPlaysByItselfToTheEndAndCanBePlayedAgain() {
    PlayerPage player = openWithStoppedClock("");

    player.press("Home");
    page().clock().runFor(15_000);
    assertThat(player.text()).contains("second scene", "the end");
    assertThat(player.position()).isCloseTo(player.duration(), within(TENTH));
    button("Play again").click();
    page().clock().runFor(100);
    assertThat(player.position()).isLessThan(second);
    assertThat(button("Pause")).isVisible();
  }

  @Test
  void linkIsCopiedThenItLeadsToTheSameMoment() {
    browser.context().grantPermissions(List.of("clipboard-write"));
    PlayerPage player = PlayerPage.at(browser, scenes, second + 0.2);
    player.awaitText("second scene");

    player.press("c");
    assertThat(page().locator(".toast")).hasText("Link copied");
    String copied = Clipboard.read(signedIn.chromium());
    assertThat(copied).startsWith(server + "/sessions/" + scenes + "?t=");
    PlayerPage again = PlayerPage.on(browser.go(copied.substring(server.toString().length())));
    again.awaitText("second scene");
    assertThat(again.position()).isCloseTo(second + 0.2, within(TENTH));
  }

  @Test
  void commandHasNoTerminalThenBothItsStreamsAreShownAndTheErrorsAreTinted() {
    RecordingId id = record("echo to out; echo to err >&2; exit 37");

    PlayerPage player = PlayerPage.at(browser, id, 600);

    player.awaitText("[exited with status 37]");
    assertThat(player.rows()).startsWith("$ echo to out; echo to err >&2; exit 37");
    assertThat(player.rows()).contains("to out", "to err");
    assertThat(page().locator(".xterm-rows .xterm-fg-1").allTextContents())
        .anyMatch(text -> text.contains("to err"))
        .noneMatch(text -> text.contains("to out"));
    assertThat(page().locator(".log")).containsText("Exited with status 37");
  }

  @Test
  void connectionHasTwoStreamsThenEachCanBeChosen() {
    String control = demo.scratch("control").toString();
    StoredRecordings.Since since = demo.newRecordings();
    try (ChildProcess master =
        gateway.ssh("echo the first; cat").options("-M", "-S", control).openInput().start()) {
      page().waitForCondition(() -> master.stdout().text().equals("the first\n"));
      gateway.ssh("echo the other").options("-S", control).run().orFail();
    }

    PlayerPage player = PlayerPage.at(browser, since.awaitFinished(), 600);

    player.awaitText("the first");
    assertThat(page().locator(".streams option")).hasCount(2);
    assertThat(player.text()).doesNotContain("the other");
    page()
        .locator(".streams select")
        .selectOption(page().locator(".streams option").last().getAttribute("value"));
    player.awaitText("the other");
    assertThat(player.text()).doesNotContain("the first");
  }

  /** Once it is there, the page's time passes only when a test says so. */
  private PlayerPage openWithStoppedClock(String query) {
    page().clock().install(new Clock.InstallOptions().setTime(0));
    PlayerPage player = PlayerPage.open(browser, scenes, query);
    player.awaitText("first scene");
    page().clock().pauseAt(TEN_MINUTES_MILLIS);
    return player;
  }

  private static RecordingId record(String command) {
    StoredRecordings.Since since = demo.newRecordings();
    gateway.ssh(command).run();
    return since.awaitFinished();
  }

  private Locator button(String name) {
    return page().locator(".controls button[aria-label='" + name + "']");
  }

  private Page page() {
    return browser.page();
  }
}
