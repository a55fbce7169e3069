package dev.gatescribe.testbed.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.KubectlCommand;
import dev.gatescribe.testbed.fixture.Tmux;
import dev.gatescribe.testbed.kubernetes.GatewayedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What kubectl did on a real cluster, as somebody reads it in a browser. All of it is one session,
 * which is live: it ends when nothing was asked for minutes.
 */
@Tag("cluster")
class RequestPageTest {
  private static final String MARKUP =
      "<img src=x onerror='window.pwned = 1'><b>bold</b> \u202edesrever";

  private static final String SECRET = "CANARY-4711-not-for-pages";
  private static final String SECRET_IN_BASE64 = "Q0FOQVJZLTQ3MTEtbm90LWZvci1wYWdlcw";

  private static final String COLOURED =
      "printf '\\033[1;32mgreen\\033[0m and \\033[31mred\\033[0m\\n'; echo aside >&2; sleep 1;"
          + " echo '<b>Grüße</b>'; exit 3";

  private static final String COLOUR_OF =
      """
      text => Array.from(document.querySelectorAll('.xterm-rows span'))
        .filter((span) => span.textContent.trim() === text)
        .map((span) => getComputedStyle(span).color)[0]
      """;

  private static GatewayedCluster gatewayed;
  private static SignedInDemo signedIn;
  private static KubectlCommand kubectl;
  private static String pod;
  private static RecordingId session;

  private WatchedBrowser browser;

  @BeforeAll
  static void record() throws IOException {
    gatewayed = GatewayedCluster.start();
    signedIn = SignedInDemo.at(gatewayed.demo());
    kubectl = gatewayed.kubectl();
    pod = gatewayed.pod();
    kubectl.run("get", "pods").orFail();
    kubectl.run("create", "configmap", "noon", "--from-literal=text=closed at noon").orFail();
    Path manifest = gatewayed.demo().scratch("page.yaml");
    Files.writeString(
        manifest,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: notice, namespace: shop }
        data: { text: "a notice", html: "%s" }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: canary, namespace: shop }
        stringData: { key: "%s" }
        """
            .formatted(MARKUP, SECRET));
    kubectl.run("apply", "-f", manifest.toString()).orFail();
    kubectl.run("create", "secret", "generic", "canary-2", "--from-literal=key=" + SECRET).orFail();
    String read = kubectl.run("get", "secret", "canary", "-o", "yaml").orFail().stdoutText();
    assertThat(read).contains(SECRET_IN_BASE64);
    assertThat(kubectl.run("get", "pods", "-n", "kube-system").exitStatus()).isNotZero();
    assertThat(kubectl.run("get", "services", "--as", "somebody").exitStatus()).isNotZero();
    assertThat(kubectl.run("exec", pod, "--", "sh", "-c", COLOURED).exitStatus()).isEqualTo(3);
    session =
        RecordingId.parse(
            gatewayed.demo().web().json("/api/recordings").at("/recordings/0/id").textValue());
  }

  @AfterAll
  static void stop() {
    try (GatewayedCluster _ = gatewayed;
        SignedInDemo _ = signedIn) {
      // Both are closed, also when one of them was never opened.
    }
  }

  @BeforeEach
  void openBrowser() {
    browser = WatchedBrowser.open(signedIn);
  }

  @AfterEach
  void closeBrowser() {
    try (WatchedBrowser opened = browser) {
      opened.assertNoOffence();
      assertThat(browser.page().evaluate("window.pwned === undefined")).isEqualTo(true);
    }
  }

  @Test
  void requestsWereMadeThenEachIsShownWithVerbResourceNamespaceNameAndStatus() {
    StoryPage page = StoryPage.open(browser, session, "");

    Locator pods = page.row("list pods shop");
    assertThat(pods.locator(".request-line")).hasText("list pods shop");
    assertThat(StoryPage.figures(pods).getFirst()).isEqualTo("200");
    assertThat(StoryPage.figures(pods).getLast()).matches("\\d+(\\.\\d)? m?s");
    assertThat(StoryPage.figures(page.row("create configmaps shop")).getFirst()).isEqualTo("201");
    assertThat(page.row("get secrets shop/canary")).isVisible();
    assertThat(page.row("namespaces").locator(".request-line")).hasText("get namespaces shop");
    pods.locator(".request-line").focus();
    page.page().keyboard().press("Enter");
    assertThat(pods).containsText("GET /api/v1/namespaces/shop/pods?limit=500");
    assertThat(pods).containsText("kubectl/");
    assertThat(page.page().locator(".facts")).containsText("Kubernetes");
  }

  @Test
  void nothingOfANameWasThereThenThatIsAnAnswerAndNoFailure() {
    StoryPage page = StoryPage.open(browser, session, "");

    Locator asked = page.row("get configmaps shop/notice");
    assertThat(StoryPage.figures(asked).getFirst()).isEqualTo("404");
    assertThat(asked).hasClass("story story-ended");
    assertThat(page.count()).hasText(Pattern.compile("\\d+ requests, 2 refused or failed"));
  }

  @Test
  void contentWasProtobufThenItsWordsAreShown() {
    StoryPage page = StoryPage.open(browser, session, "");

    Locator created = page.row("create configmaps shop");
    created.locator(".story-body summary").click();
    assertThat(created.locator(".story-body .story-text")).containsText("closed at noon");
    assertThat(created.locator(".story-body .story-note"))
        .hasText("binary: its words are shown, the export has all its bytes");
  }

  @Test
  void contentWasJsonThenItIsIndentedAndMarkupInItIsText() {
    StoryPage page = StoryPage.open(browser, session, "");

    Locator applied = page.row("create configmaps shop/notice");
    applied.locator(".story-body summary").click();
    assertThat(applied.locator(".story-body .story-text"))
        .containsText("{\n  \"apiVersion\": \"v1\",\n  \"data\": {\n    \"html\":");
    assertThat(applied.locator(".story-body .story-text")).containsText("<202e>desrever");
    assertThat(page.elementsMadeOfText()).isZero();
  }

  @Test
  void secretsWereReadAndWrittenThenThePageSaysWithheldAndHasNothingOfThem() {
    StoryPage page = StoryPage.open(browser, session, "");
    page.page().evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })");
    page.page().evaluate("document.querySelectorAll('.fold').forEach((fold) => fold.click())");
    assertThat(page.button("Show all")).hasCount(0);

    assertThat(page.row("create secrets shop/canary").locator(".story-body .story-text"))
        .containsText("withheld(secret)");
    assertThat(page.rows("create secrets shop").nth(1)).containsText("withheld");
    assertThat(page.page().content()).doesNotContain("CANARY", "Q0FOQVJZ");
    assertThat(gatewayed.demo().web().json("/api/recordings/" + session + "/requests").toString())
        .contains("withheld(secret)")
        .doesNotContain("CANARY", "Q0FOQVJZ");
  }

  @Test
  void requestsWereRefusedThenTheyStandOutAndSayByWhom() {
    StoryPage page = StoryPage.open(browser, session, "");

    Locator forbidden = page.row("list pods kube-system");
    assertThat(forbidden).hasClass("story story-failed");
    assertThat(StoryPage.figures(forbidden).getFirst()).isEqualTo("403");
    assertThat(forbidden.locator(".story-failure"))
        .containsText("Forbidden pods is forbidden: User \"demo\" cannot list resource \"pods\"");
    Locator refused = page.row("list services shop");
    assertThat(refused).hasClass("story story-failed");
    assertThat(StoryPage.figures(refused).getFirst()).isEqualTo("refused");
    assertThat(refused.locator(".story-failure")).containsText("feature-not-allowed");
  }

  @Test
  void commandRanInAPodThenItIsReplayedFromItsBeginningWithItsColours() {
    StoryPage page = StoryPage.open(browser, session, "");
    Locator exec = page.row("create pods/exec");
    assertThat(exec.locator(".story-text").first()).containsText("$ sh -c 'printf ");
    assertThat(exec).containsText("container httpd");

    // With this wish the player waits at the beginning until somebody starts it.
    page.page().emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    exec.locator(".story-stream .button").first().focus();
    page.page().keyboard().press("Enter");
    PlayerPage player = PlayerPage.on(page.page());
    assertThat(page.page().locator(".big-button")).hasText("Play");
    assertThat(player.position()).isZero();
    assertThat(player.text()).isBlank();

    page.page().locator(".big-button").click();
    player.awaitText("[exited with status 3]");

    assertThat(player.rows()).contains("aside", "green and red", "<b>Grüße</b>");
    double lasted = Double.parseDouble(StoryPage.figures(exec).getLast().replace(" s", ""));
    assertThat(player.duration())
        .as("it lasts as long as the request, not as the session until then")
        .isCloseTo(lasted, within(0.2));
    Object green = page.page().evaluate(COLOUR_OF, "green");
    Object red = page.page().evaluate(COLOUR_OF, "red");
    assertThat(green).isNotNull().isNotEqualTo(red);
    assertThat(red).isNotNull();
    page.takePictures(browser, "requests-replay");
    player.press("Home");
    player.await("is back at the beginning", () -> !player.text().contains("green and red\n"));
  }

  @Test
  void somebodyTypesInAPodThenThePageShowsTheTerminalAsItGoesOn() {
    StoryPage page = StoryPage.open(browser, session, "");
    List<String> words = kubectl.words("exec", "-it", pod, "--", "sh");
    try (Tmux terminal = Tmux.open(gatewayed.demo().scratch("tmux"), 90, 25, words)) {
      terminal.awaitText("/ #");
      Locator exec = page.rows("create pods/exec").last();
      assertThat(exec.locator(".story-outcome").first()).hasText("running");
      exec.locator(".story-stream .button").first().click();
      PlayerPage player = PlayerPage.on(page.page());
      player.awaitText("/ #");

      terminal.typeLine("echo still $((18 + 19))");
      player.awaitText("still 37");
      terminal.typeLine("exit 7");
      player.awaitText("exit 7");
      assertThat(exec.locator(".outcome-running")).hasCount(0);
      assertThat(player.page().locator(".frame")).containsText("Play again");
    }
  }

  @Test
  void sessionGoesOnThenItsRequestsAppearWhileSomebodyLooks() {
    StoryPage page = StoryPage.open(browser, session, "");
    assertThat(page.row("opening-hours")).hasCount(0);

    kubectl.run("get", "configmap", "opening-hours").orFail();

    assertThat(page.row("get configmaps shop/opening-hours")).isVisible();
    assertThat(page.page().locator(".page-head .state")).hasText("live");
  }

  @Test
  void somebodyFiltersThenVerbsNamesAndStatusAreFoundAndReadsCanBeHidden() {
    StoryPage page = StoryPage.open(browser, session, "");

    page.filter().fill("403");
    assertThat(page.rows()).hasCount(1);
    page.filter().fill("CANARY");
    assertThat(page.row("get secrets shop/canary")).isVisible();
    assertThat(page.row("list pods shop")).hasCount(0);
    page.filter().fill("");
    page.button("Changes only").click();
    assertThat(page.row("list pods shop")).hasCount(0);
    assertThat(page.row("create pods/exec")).isVisible();
  }

  @Test
  void requestsAreShownOnWideAndNarrowScreensThenNothingSticksOut() {
    StoryPage page = StoryPage.open(browser, session, "");
    page.takePictures(browser, "requests");
    page.page().evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })");
    page.takePictures(browser, "requests-open");
  }
}
