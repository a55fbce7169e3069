package dev.gatescribe.testbed.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The system's Chromium, without a window. */
final class Chromium implements AutoCloseable {
  /** It has no sandbox for root, and is to ask nobody for anything but our server. */
  private static final List<String> OPTIONS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-default-apps",
          "--disable-sync",
          "--disable-dev-shm-usage",
          "--no-first-run");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static Chromium start() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    boolean started = false;
    try {
      Browser browser =
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(executable())
                      .setChromiumSandbox(false)
                      .setArgs(OPTIONS));
      started = true;
      return new Chromium(playwright, browser);
    } finally {
      if (!started) {
        playwright.close();
      }
    }
  }

  Browser browser() {
    return browser;
  }

  private static Path executable() {
    for (String directory :
        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
        Path file = Path.of(directory, name);
        if (Files.isExecutable(file)) {
          return file;
        }
      }
    }
    throw new AssertionError("these tests need Chromium: apt-get install chromium");
  }

  @Override
  public void close() {
    playwright.close();
  }
}
