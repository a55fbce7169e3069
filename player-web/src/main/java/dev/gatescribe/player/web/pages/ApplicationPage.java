package dev.gatescribe.player.web.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one HTML page of the browser application, as the bundler wrote it. */
final class ApplicationPage {
  private static final String RESOURCE = "/META-INF/resources/index.html";
  private static final Pattern STYLE_SHEET =
      Pattern.compile("<link rel=\"stylesheet\" href=\"(/assets/[A-Za-z0-9_-]+\\.css)\" />");

  private static final String HTML = read();

  private ApplicationPage() {}

  static String html() {
    return HTML;
  }

  /** Address of the style sheet; its name changes with its content. */
  static String styleSheet() {
    Matcher matcher = STYLE_SHEET.matcher(HTML);
    if (!matcher.find()) {
      throw new IllegalStateException("the bundled page names no style sheet");
    }
    return matcher.group(1);
  }

  private static String read() {
    try (InputStream stream = ApplicationPage.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException("the browser application is not in this build");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
