package dev.gatescribe.testbed.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.gatescribe.session.RecordingId;
import java.util.List;
import java.util.Locale;

/** The page of a session that is told as statements or requests, as somebody reads it. */
final class StoryPage {
  /** What no text of a recording may become on it. */
  private static final String MADE_OF_TEXT =
      ".stories img, .stories script, .stories b, .stories iframe, .story-text a, .story-values a";

  private final Page page;

  private StoryPage(Page page) {
    this.page = page;
  }

  /**
   * Opens it, and waits until all that is recorded by now is there.
   *
   * @param place with its number sign, or empty
   */
  static StoryPage open(WatchedBrowser browser, RecordingId id, String place) {
    return on(browser.go("/sessions/" + id + place));
  }

  /** The one that a page shows, or is about to show. */
  static StoryPage on(Page page) {
    page.locator(".story").first().waitFor();
    StoryPage story = new StoryPage(page);
    page.waitForCondition(() ->
        page.locator(".stories [role=status]").count() == 0
            || page.locator(".stories .story-live").count() == 1);
    return story;
  }

  Page page() {
    return page;
  }

  /** What is said above the list. */
  Locator count() {
    return page.locator(".stories-head h2");
  }

  Locator rows() {
    return page.locator(".story");
  }

  /** The rows in whose first line this stands. */
  Locator rows(String text) {
    return rows()
        .filter(
            new Locator.FilterOptions()
                .setHas(
                    page.locator(
                        ".story-text, .request-line", new Page.LocatorOptions().setHasText(text))));
  }

  Locator row(String text) {
    return rows(text).first();
  }

  /** Outcome, rows or status, duration: what stands on the right of a row. */
  static List<String> figures(Locator row) {
    return row.locator(".story-figures > span").allInnerTexts().stream()
        .filter(text -> !text.isEmpty())
        .toList();
  }

  Locator filter() {
    return page.locator(".story-filter");
  }

  Locator button(String name) {
    return page.locator("button", new Page.LocatorOptions().setHasText(name));
  }

  int elementsMadeOfText() {
    return page.locator(MADE_OF_TEXT).count();
  }

  /** Writes what it shows, in both colours, on a wide and a narrow screen; all of it must fit. */
  void takePictures(WatchedBrowser browser, String name) {
    for (int width : new int[] {1440, 390}) {
      page.setViewportSize(width, 900);
      for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        assertThat(isNoWiderThanTheScreen()).as(name + " fits a screen of " + width).isTrue();
        browser.picture(name + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width);
      }
    }
  }

  boolean isNoWiderThanTheScreen() {
    return Boolean.TRUE.equals(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
  }
}
