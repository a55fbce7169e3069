package dev.gatescribe.testbed.web;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.BoundingBox;
import dev.gatescribe.session.RecordingId;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** The page of one session, as somebody uses it who looks at the terminal and presses things. */
final class PlayerPage {
  private static final String ROWS =
      """
      () => Array.from(document.querySelectorAll('.xterm-rows > div'),
        (row) => row.textContent.replaceAll('\\u00a0', ' ').trimEnd())
      """;

  private final Page page;

  private PlayerPage(Page page) {
    this.page = page;
  }

  /** Follows a link to a moment; the player waits there. */
  static PlayerPage at(WatchedBrowser browser, RecordingId id, double seconds) {
    return open(browser, id, "?t=" + moment(seconds));
  }

  /**
   * Opens it, and waits until all of the recording is there.
   *
   * @param query with its question mark, or empty
   */
  static PlayerPage open(WatchedBrowser browser, RecordingId id, String query) {
    PlayerPage player = new PlayerPage(browser.go("/sessions/" + id + query));
    player.awaitLoaded();
    return player;
  }

  /** The player of a page that is there already. */
  static PlayerPage on(Page page) {
    return new PlayerPage(page);
  }

  /** As it stands in a link. */
  static String moment(double seconds) {
    return String.format(Locale.ROOT, "%.6f", seconds);
  }

  void awaitLoaded() {
    page.waitForFunction(
        "() => document.querySelector('.timeline-loaded')?.style.width === '100%'");
  }

  /** The rows of the terminal, without the blanks at their ends. */
  @SuppressWarnings("unchecked") // The script gives a list of texts.
  List<String> rows() {
    return (List<String>) page.evaluate(ROWS);
  }

  String text() {
    return String.join("\n", rows());
  }

  void awaitText(String text) {
    await("shows '" + text + "'", () -> text().contains(text));
  }

  void await(String what, BooleanSupplier condition) {
    try {
      page.waitForCondition(condition);
    } catch (TimeoutError e) {
      throw new AssertionError(
          "the player never " + what + "; at " + position() + " it shows:\n" + text(), e);
    }
  }

  /** In seconds, to a tenth. */
  double position() {
    return Double.parseDouble(timeline().getAttribute("aria-valuenow"));
  }

  double duration() {
    return Double.parseDouble(timeline().getAttribute("aria-valuemax"));
  }

  Locator timeline() {
    return page.locator(".timeline");
  }

  void clickTimeline(double seconds) {
    BoundingBox box = timeline().boundingBox();
    double across = Math.min(box.width * seconds / duration(), box.width - 1);
    page.mouse().click(box.x + across, box.y + box.height / 2);
  }

  void press(String key) {
    page.keyboard().press(key);
  }

  Page page() {
    return page;
  }
}
