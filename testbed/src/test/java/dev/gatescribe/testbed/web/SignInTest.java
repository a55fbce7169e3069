package dev.gatescribe.testbed.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.gatescribe.testbed.fixture.DemoServer;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The one-time link, and the browser session that it opens. */
class SignInTest {
  @AutoClose private static DemoServer demo;
  private static SignInLink link;
  private static URI server;
  private static RawAnswer opened;
  private static RawAnswer pressed;
  private static int allowed;

  @BeforeAll
  static void startDemoAndSignIn() {
    demo = DemoServer.start();
    link = SignInLink.in(demo.process().stdout());
    server = link.server();
    // A mail program or a chat that looks at links looks twice.
    RawRequest.of("HEAD", link.path()).send(server);
    RawRequest.of("GET", link.path()).send(server);
    opened = RawRequest.of("GET", link.path()).send(server);
    pressed = link.press();
    allowed = asks(SignInLink.session(pressed), "/api/recordings");
  }

  @Test
  void linkIsOnlyLookedAtThenItStillWorks() {
    assertThat(opened.status()).isEqualTo(200);
    assertThat(opened.header("set-cookie")).isEmpty();
    assertThat(opened.header("cache-control")).containsExactly("no-store");
    assertThat(pressed.status()).isEqualTo(303);
    assertThat(pressed.header("location"))
        .singleElement()
        .isIn("/", server.resolve("/").toString());
  }

  @Test
  void linkIsUsedThenTheCookieIsKeptFromScriptsAndOtherSites() {
    List<String> cookies = pressed.header("set-cookie");

    assertThat(cookies).hasSize(1);
    assertThat(cookies.getFirst().split("; "))
        .hasSize(5)
        .contains("Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Strict");
    assertThat(SignInLink.session(pressed)).hasSize(43).isNotEqualTo(link.code());
    assertThat(allowed).isEqualTo(200);
  }

  @Test
  void codeIsUsedTwiceThenTheSecondTimeItOpensNothing() {
    RawAnswer again = link.press();

    assertThat(again.status()).isEqualTo(403);
    assertThat(again.header("set-cookie")).isEmpty();
    assertThat(again.body()).contains("A link works once");
  }

  @Test
  void codeIsShownAsSomethingElseThenItOpensNothing() {
    assertThat(asks(link.code(), "/api/me")).isEqualTo(401);
    assertThat(
            RawRequest.of("GET", "/api/me")
                .header("Authorization", "Bearer " + link.code())
                .send(server)
                .status())
        .isEqualTo(401);
  }

  @Test
  void codeHoldsMarkupThenThePageDoesNot() {
    RawAnswer answer =
        RawRequest.of("GET", "/sign-in?code=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").send(server);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).doesNotContain("<script", "alert");
  }

  @Test
  void personSignsInAndOutWithABrowserThenTheCookieIsWorthNothingAndSoIsThatOfAnEarlierServer() {
    String earlier = SignInLink.session(pressed);
    demo.stop();
    demo.restart();
    assertThat(asks(earlier, "/api/me")).isEqualTo(401);
    SignInLink fresh = SignInLink.in(demo.process().stdout());
    try (Chromium chromium = Chromium.start();
        BrowserContext context = chromium.browser().newContext()) {
      Page page = context.newPage();
      page.navigate(server + fresh.path());
      page.locator("button", new Page.LocatorOptions().setHasText("Sign in")).click();

      PlaywrightAssertions.assertThat(page).hasURL(server + "/");
      PlaywrightAssertions.assertThat(page.locator(".viewer")).hasText("operator");
      PlaywrightAssertions.assertThat(page.locator("h1")).hasText("No sessions yet");
      assertThat(page.evaluate("document.cookie")).isEqualTo("");
      String session = context.cookies().getFirst().value;
      assertThat(asks(session, "/api/me")).isEqualTo(200);

      page.locator("button", new Page.LocatorOptions().setHasText("Sign out")).click();
      PlaywrightAssertions.assertThat(page.locator("h1")).hasText("Please sign in");
      assertThat(context.cookies()).isEmpty();
      assertThat(asks(session, "/api/me")).isEqualTo(401);
      assertThat(asks(session, "/api/recordings")).isEqualTo(401);
      page.reload();
      PlaywrightAssertions.assertThat(page.locator("h1")).hasText("Please sign in");
    }
  }

  private static int asks(String session, String path) {
    return RawRequest.of("GET", path)
        .header("Cookie", "gatescribe_session=" + session)
        .send(server)
        .status();
  }
}
