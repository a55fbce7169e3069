package dev.gatescribe.testbed.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import dev.gatescribe.testbed.fixture.BuiltServer;
import dev.gatescribe.testbed.fixture.GatewayServer;
import dev.gatescribe.testbed.fixture.KeycloakServer;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The whole way through Keycloak: browsers sign in and out, and what changes there is felt here.
 */
class KeycloakSignInTest {
  private static final String PASSWORD = "a long password of the test";

  /** Another address of this machine, where the proxy before the gateway is. */
  private static final String PROXY = "127.0.0.2";

  /** The refresh of this configuration, and what a busy machine adds. */
  private static final Duration BOUND = Duration.ofSeconds(20);

  private static final Duration AT_ONCE = Duration.ofSeconds(5);
  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  @AutoClose private static TemporaryDirectory folder;
  @AutoClose private static KeycloakServer keycloak;
  @AutoClose private static GatewayServer gateway;
  @AutoClose private static Chromium chromium;

  @BeforeAll
  static void start() throws IOException {
    folder = new TemporaryDirectory();
    keycloak = KeycloakServer.start();
    Path secret = Files.writeString(folder.resolve("secret"), KeycloakServer.CLIENT_SECRET);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    gateway =
        GatewayServer.start(
            folder.resolve("gateway"),
            """
            proxies: [%4$s]
            identity:
              frontDoors:
                - name: proxy
                  issuer: %1$s
                  audience: [%5$s]
                  header: Authorization
              issuers:
                - name: corp
                  title: Example Corp
                  issuer: %1$s
                  clientId: %2$s
                  clientSecretFile: %3$s
                  groupsClaims: [groups, realm_access.roles]
              sessions: {refresh: 2s}
              viewers:
                - {issuer: corp, group: auditors}
            targets: []
            principals: []
            policies: []
            """
                .formatted(
                    keycloak.issuer(),
                    KeycloakServer.CLIENT,
                    secret,
                    PROXY,
                    KeycloakServer.PROXY_CLIENT));
    keycloak.createRealm(gateway.webUrl());
    await()
        .atMost(START_LIMIT)
        .until(() -> RawRequest.of("GET", "/q/health").send(gateway.webUrl()).status() == 200);
    chromium = Chromium.start();
  }

  private static BrowserContext browser() {
    return chromium
        .browser()
        .newContext(new Browser.NewContextOptions().setViewportSize(1440, 900));
  }

  /** Signs in from the application's first page on, as a person does. */
  private static Page signIn(BrowserContext context, String name) {
    Page page = context.newPage();
    page.navigate(gateway.webUrl() + "/");
    page.getByText("Sign in", new Page.GetByTextOptions().setExact(true)).click();
    page.getByText("Sign in with Example Corp").click();
    page.locator("#username").fill(name);
    page.locator("#password").fill(PASSWORD);
    page.locator("#kc-login").click();
    assertThat(page.locator(".viewer")).hasText(name);
    return page;
  }

  private static int asks(Page page, String path) {
    return (int) page.evaluate("path => fetch(path).then(answer => answer.status)", path);
  }

  private static void awaitAnswer(Page page, String path, int status, Duration limit) {
    await()
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .untilAsserted(() -> assertThat(asks(page, path)).isEqualTo(status));
  }

  @Test
  void personSignsInAndOutThenKeycloakAsksForThePasswordAgain() {
    keycloak.addPerson("ada", PASSWORD, "auditors", "engineers");
    try (BrowserContext context = browser()) {
      Page page = signIn(context, "ada");
      assertThat(page).hasURL(gateway.webUrl() + "/");
      assertThat(page.locator("h1")).hasText("No sessions yet");
      assertThat(page.evaluate("document.cookie")).isEqualTo("");
      Cookie cookie =
          context.cookies(gateway.webUrl().toString()).stream()
              .filter(candidate -> candidate.name.equals("gatescribe_session"))
              .findFirst()
              .orElseThrow();
      assertThat(cookie.httpOnly).isTrue();
      // A stolen cookie: the same secret, shown by something that is not this browser.
      assertThat(
              RawRequest.of("GET", "/api/recordings")
                  .header("Cookie", "gatescribe_session=" + cookie.value)
                  .send(gateway.webUrl())
                  .status())
          .isEqualTo(401);

      page.getByText("Sign out").click();
      assertThat(page.locator("h1")).hasText("Please sign in");
      assertThat(page).hasURL(gateway.webUrl() + "/");
      assertThat(asks(page, "/api/me")).isEqualTo(401);
      page.getByText("Sign in", new Page.GetByTextOptions().setExact(true)).click();
      page.getByText("Sign in with Example Corp").click();
      assertThat(page.locator("#password")).isVisible();
    }
  }

  /** Flaw of others: what the sign-in said counts for as long as the session lives. */
  @Test
  void groupIsRemovedAtKeycloakThenTheLiveSessionSeesNoMoreWithinTheBound() {
    keycloak.addPerson("grace", PASSWORD, "auditors", "engineers");
    try (BrowserContext context = browser()) {
      Page page = signIn(context, "grace");
      assertThat(asks(page, "/api/recordings")).isEqualTo(200);

      keycloak.removeFromGroup("grace", "auditors");

      awaitAnswer(page, "/api/recordings", 403, BOUND);
      assertThat(asks(page, "/api/me")).isEqualTo(200);
      page.reload();
      assertThat(page.locator("h1")).hasText("Signed in as grace");
      pictures(page, "signed-in-without-duty");
    }
  }

  @Test
  void administratorEndsTheSessionAtKeycloakThenItEndsHereAtOnce() {
    keycloak.addPerson("edsger", PASSWORD, "auditors");
    try (BrowserContext context = browser()) {
      Page page = signIn(context, "edsger");
      assertThat(asks(page, "/api/me")).isEqualTo(200);

      keycloak.logOut("edsger");

      awaitAnswer(page, "/api/me", 401, AT_ONCE);
    }
  }

  @Test
  void accountIsDisabledAtKeycloakThenTheLiveSessionEndsWithinTheBound() {
    keycloak.addPerson("barbara", PASSWORD, "auditors");
    try (BrowserContext context = browser()) {
      Page page = signIn(context, "barbara");

      keycloak.disable("barbara");

      awaitAnswer(page, "/api/me", 401, BOUND);
    }
  }

  @Test
  void proxyShowsItsTokenThenThePersonIsSignedInAndFromAnybodyElseItMeansNothing() {
    keycloak.addPerson("margaret", PASSWORD, "auditors");
    String token = keycloak.identityTokenOfProxy("margaret", PASSWORD);
    String[] parts = token.split("\\.", -1);

    RawAnswer known = assertion(token).from(PROXY).send(gateway.webUrl());

    assertThat(known.status()).isEqualTo(200);
    assertThat(known.body()).contains("\"margaret\"", "\"mayWatch\":true");
    assertThat(assertion(token).send(gateway.webUrl()).status()).isEqualTo(401);
    assertThat(assertion("").from(PROXY).send(gateway.webUrl()).status()).isEqualTo(401);
    assertThat(
            assertion(parts[0] + "." + parts[1] + "." + "A".repeat(parts[2].length()))
                .from(PROXY)
                .send(gateway.webUrl())
                .status())
        .isEqualTo(401);
  }

  private static RawRequest assertion(String token) {
    return RawRequest.of("GET", "/api/me").header("Authorization", "Bearer " + token);
  }

  @Test
  void answerIsOpenedASecondTimeThenThePageSaysWhatToDo() {
    keycloak.addPerson("donald", PASSWORD);
    try (BrowserContext context = browser()) {
      String[] callback = {""};
      context.onRequest(request -> {
        if (request.url().contains("/sign-in/corp/callback")) {
          callback[0] = request.url();
        }
      });
      Page page = signIn(context, "donald");

      page.navigate(callback[0]);

      assertThat(page.locator("h1")).hasText("This sign-in did not come to its end");
      assertThat(page.locator("code")).hasText("sign-in-not-begun");
      pictures(page, "sign-in-refused");
      page.locator("a.button").click();
      assertThat(page).hasURL(Pattern.compile("/sign-in$"));
      pictures(page, "sign-in");
    }
  }

  /** Written for people to look at: both colours, a desk and a pocket. */
  private static void pictures(Page page, String name) {
    for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      for (int width : new int[] {1440, 390}) {
        page.setViewportSize(width, 844);
        page.screenshot(
            new Page.ScreenshotOptions()
                .setPath(
                    BuiltServer.root()
                        .resolve(
                            Path.of(
                                "testbed",
                                "target",
                                "screenshots",
                                name
                                    + "-"
                                    + scheme.name().toLowerCase(java.util.Locale.ROOT)
                                    + "-"
                                    + width
                                    + ".png"))));
        assertThat((boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
            .as("%s fits %d", name, width)
            .isTrue();
      }
    }
    page.setViewportSize(1440, 900);
  }
}
