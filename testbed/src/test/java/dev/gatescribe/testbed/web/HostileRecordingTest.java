package dev.gatescribe.testbed.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whoever owns a target writes what an auditor will look at. Flaw of others: console codes and
 * markup of a recording act on the one who watches it (Guacamole CVE-2024-35164).
 */
@ExtendWith(SignedInDemo.Extension.class)
class HostileRecordingTest {
  private static final String UNTOUCHED = "the clipboard of the auditor";
  private static final String MARKUP =
      "<script>window.pwned = 1</script><img src=x onerror=\"window.pwned = 1\">"
          + "<a href=\"javascript:window.pwned = 1\">link</a>";

  /** Everything by which a page or a terminal could be made to act for somebody else. */
  private static final String WATCH_ACTS =
      """
      window.acts = [];
      const noting = (name, result) => (...words) => { window.acts.push(name + ' ' + words); return result; };
      window.open = noting('open', null);
      document.execCommand = noting('execCommand', false);
      Object.defineProperty(navigator, 'clipboard', { value: {
        writeText: noting('writeText', Promise.resolve()),
        readText: noting('readText', Promise.resolve('')) } });
      window.Notification = function (...words) { window.acts.push('Notification ' + words); };
      navigator.registerProtocolHandler = noting('registerProtocolHandler', undefined);
      """;

  private static final String GROUNDS =
      """
      () => Array.from(document.querySelectorAll('.frame, .frame *'),
        (element) => getComputedStyle(element).backgroundColor)
      """;

  /** Operating system commands, then what a terminal might answer or do, then broken text. */
  private static final String CODES =
      "before\r\n"
          + "\u001b]0;title of the attacker\u0007\u001b]2;title of the attacker\u001b\\"
          + "\u001b]8;;https://evil.example/\u001b\\click here\u001b]8;;\u001b\\ "
          + "\u001b]8;;javascript:window.pwned=1\u001b\\and here\u001b]8;;\u001b\\\r\n"
          + "https://evil.example/plain\r\n"
          + "\u001b]52;c;cm0gLXJmIC8K\u0007\u001b]52;p;cm0gLXJmIC8K\u001b\\\u001b]52;c;?\u0007"
          + "\u001b]9;notification\u0007\u001b]777;notify;title;body\u0007"
          + "\u001b]1337;File=name=eA==;inline=1:PHN2Zz4=\u0007\u001b]7;file:///etc/passwd\u0007"
          + "\u001b]4;1;#000000\u0007\u001b]10;#15181b\u0007\u001b]11;#ff0000\u0007"
          + "\u001b[5n\u001b[6n\u001b[c\u001b[>c\u001b[>q\u001bP$q m\u001b\\\u001bP+q544e\u001b\\"
          + "\u001b[21t\u001b[18t\u001b[8;9999;9999t\u001b[2t\u001b[3;0;0t"
          + "\u001b[?1000h\u001b[?1003h\u001b[?1006h\u001b[?2004h\u001b[?1004h"
          + "\u001b_application\u001b\\\u001b^private\u001b\\\u001bX start of string\u001b\\"
          + "\u001b[2147483647S\u001b[2147483647L\u001b[a\u001b[2147483647b\u001b[2147483647I"
          + MARKUP
          + "\r\n"
          + "\u202edesrever\u202c \u200bzero\r\n";

  private static final String UNFINISHED = "\r\nstill here\r\n\u001b]52;c;unfinished";

  private static SignedInDemo signedIn;
  private static RecordingId hostile;

  private WatchedBrowser browser;

  @BeforeAll
  static void record(SignedInDemo open) throws IOException {
    signedIn = open;
    DemoServer demo = open.server();
    Path codes = demo.scratch("codes");
    Files.write(codes, CODES.getBytes(StandardCharsets.UTF_8));
    Path broken = demo.scratch("broken");
    Files.write(
        broken,
        new byte[] {
          (byte) 0xff,
          (byte) 0xfe,
          (byte) 0xc3,
          (byte) 0x28,
          (byte) 0xed,
          (byte) 0xa0,
          (byte) 0x80,
          (byte) 0xf8,
          0,
          (byte) 0x9b,
          'm'
        });
    Path unfinished = demo.scratch("unfinished");
    Files.write(unfinished, UNFINISHED.getBytes(StandardCharsets.UTF_8));
    StoredRecordings.Since since = demo.newRecordings();
    // The command is hostile as well: it is shown in the log beside the terminal.
    String command =
        "stty raw; cat '"
            + codes
            + "' '"
            + broken
            + "' '"
            + unfinished
            + "'; : '"
            + MARKUP
            + "\u001b]0;x\u0007\u202e'";
    demo.gateway().ssh(command).options("-tt").run().orFail();
    hostile = since.awaitFinished();
  }

  @BeforeEach
  void openBrowser() {
    browser = WatchedBrowser.open(signedIn);
    browser.context().addInitScript(WATCH_ACTS);
  }

  @AfterEach
  void closeBrowser() {
    try (WatchedBrowser opened = browser) {
      opened.assertNoOffence();
      assertThat(browser.page().evaluate("window.acts")).asString().isEqualTo("[]");
      assertThat(browser.page().evaluate("window.pwned === undefined")).isEqualTo(true);
    }
  }

  @Test
  void recordingHoldsMarkupThenItIsShownAsTextAndMakesNoElement() {
    PlayerPage player = PlayerPage.at(browser, hostile, 600);

    player.awaitText("still here");
    assertThat(player.text()).contains("before", "window.pwned = 1</script><img src=x");
    Page page = browser.page();
    assertThat(page.locator(".log").textContent()).contains("<script>window.pwned", "^[]0;x^G");
    assertThat(page.locator(".log").textContent()).contains("<202e>");
    assertThat(
            page.locator(".xterm a, .xterm img, .xterm script, .log a, .log img, .log script")
                .count())
        .isZero();
    assertThat(page.title()).isEqualTo("demo on demo · Gatescribe");
  }

  @Test
  void recordingHoldsLinksThenClicksOnThemOpenNothing() {
    PlayerPage player = PlayerPage.at(browser, hostile, 600);
    player.awaitText("click here");
    String address = browser.page().url();

    BoundingBox row =
        browser
            .page()
            .locator(".xterm-rows > div")
            .nth(player.rows().indexOf("click here and here"))
            .boundingBox();
    for (int letter : new int[] {2, 14}) {
      browser.page().mouse().move(row.x + letter * row.width / 80, row.y + row.height / 2);
      browser.page().mouse().click(row.x + letter * row.width / 80, row.y + row.height / 2);
    }
    browser.page().keyboard().down("Control");
    browser.page().mouse().click(row.x + 2 * row.width / 80, row.y + row.height * 1.5);
    browser.page().keyboard().up("Control");

    assertThat(browser.page().url()).isEqualTo(address);
    assertThat(browser.context().pages()).hasSize(1);
  }

  @Test
  void recordingWritesTheClipboardThenItIsAsItWas() {
    Clipboard.write(signedIn.chromium(), UNTOUCHED);

    PlayerPage player = PlayerPage.open(browser, hostile, "");
    player.press("End");
    player.awaitText("still here");

    assertThat(Clipboard.read(signedIn.chromium())).isEqualTo(UNTOUCHED);
  }

  @Test
  void recordingTakesMouseSizeAndColoursThenTheViewerKeepsThem() {
    PlayerPage player = PlayerPage.at(browser, hostile, 600);
    player.awaitText("still here");

    assertThat(player.rows()).hasSize(24);
    assertThat(browser.page().locator(".xterm.enable-mouse-events").count()).isZero();
    assertThat(browser.page().evaluate(GROUNDS)).asString().doesNotContain("rgb(255, 0, 0)");
  }

  @Test
  void recordingEndsInAnUnfinishedSequenceThenPlayingItAgainStartsClean() {
    PlayerPage player = PlayerPage.at(browser, hostile, 600);
    player.awaitText("still here");

    player.press("Home");
    player.await("is empty", () -> player.text().isBlank());
    player.press("End");
    player.awaitText("still here");
    assertThat(player.rows()).startsWith("before");
    browser.picture("hostile");
  }

  @Test
  void addressHoldsMarkupThenThePageSaysThatThereIsNoSuchSession() {
    browser.go("/?q=" + "%3Cimg%20src%3Dx%20onerror%3D%22window.pwned%3D1%22%3E");

    browser.page().waitForFunction("() => document.querySelector('.nothing-found') !== null");
    assertThat(browser.page().locator(".nothing-found img").count()).isZero();
  }
}
