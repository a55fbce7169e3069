package dev.gatescribe.player.web.pages;

/** Text that stands in a page as it is. */
final class HtmlText {
  private HtmlText() {}

  static String of(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
