package dev.gatescribe.testbed.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import dev.gatescribe.testbed.fixture.BuiltServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A signed-in browser that writes down whatever no page of ours may do: errors, breaches of the
 * content security policy, requests to elsewhere, windows, dialogs, downloads.
 */
final class WatchedBrowser implements AutoCloseable {
  private static final String TELL_BREACHES =
      """
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error('policy broken: ' + event.violatedDirective + ' by ' + event.blockedURI));
      """;

  private final URI server;
  private final BrowserContext context;
  private final Page page;
  private final List<String> offences = new ArrayList<>();

  private WatchedBrowser(URI server, BrowserContext context) {
    this.server = server;
    this.context = context;
    context.addInitScript(TELL_BREACHES);
    context.onRequest(request -> {
      String address = request.url();
      if (!address.startsWith(server + "/") && !address.startsWith("data:")) {
        offences.add("asked " + address);
      }
    });
    context.onConsoleMessage(message -> {
      if (!message.type().equals("log") && !message.type().equals("debug")) {
        offences.add("console " + message.type() + ": " + message.text());
      }
    });
    context.onWebError(error -> offences.add("page error: " + error.error()));
    context.onDialog(dialog -> {
      offences.add("dialog: " + dialog.message());
      dialog.dismiss();
    });
    page = context.newPage();
    context.onPage(window -> offences.add("window: " + window.url()));
    page.onDownload(download -> offences.add("download: " + download.url()));
  }

  /** Opens one that holds the cookie of the open session. */
  static WatchedBrowser open(SignedInDemo demo, Browser.NewContextOptions options) {
    BrowserContext context = demo.chromium().browser().newContext(options);
    context.addCookies(
        List.of(
            new Cookie("gatescribe_session", demo.session())
                .setUrl(demo.address().toString())
                .setHttpOnly(true)
                .setSameSite(SameSiteAttribute.STRICT)));
    return new WatchedBrowser(demo.address(), context);
  }

  static WatchedBrowser open(SignedInDemo demo) {
    return open(demo, new Browser.NewContextOptions().setViewportSize(1440, 900));
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  Page go(String path) {
    page.navigate(server + path);
    return page;
  }

  /** Writes what the page shows into the folder that people look into. */
  void picture(String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(
                BuiltServer.root()
                    .resolve(Path.of("testbed", "target", "screenshots", name + ".png"))));
  }

  void assertNoOffence() {
    assertThat(offences).isEmpty();
  }

  @Override
  public void close() {
    context.close();
  }
}
