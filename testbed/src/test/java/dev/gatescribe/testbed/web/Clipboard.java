package dev.gatescribe.testbed.web;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.List;

/** The browser's clipboard, used by a page of its own that may. The pages of ours may not read. */
final class Clipboard {
  /** Never asked for: the browser's side answers it. */
  private static final String ADDRESS = "https://clipboard.example";

  private Clipboard() {}

  static String read(Chromium chromium) {
    return (String) run(chromium, "() => navigator.clipboard.readText()", "");
  }

  static void write(Chromium chromium, String text) {
    run(chromium, "(text) => navigator.clipboard.writeText(text)", text);
  }

  private static Object run(Chromium chromium, String script, String argument) {
    try (BrowserContext context = chromium.browser().newContext()) {
      context.grantPermissions(
          List.of("clipboard-read", "clipboard-write"),
          new BrowserContext.GrantPermissionsOptions().setOrigin(ADDRESS));
      context.route(
          ADDRESS + "/**",
          route ->
              route.fulfill(
                  new Route.FulfillOptions().setContentType("text/html").setBody("clipboard")));
      Page page = context.newPage();
      page.navigate(ADDRESS + "/");
      page.bringToFront();
      return page.evaluate(script, argument);
    }
  }
}
