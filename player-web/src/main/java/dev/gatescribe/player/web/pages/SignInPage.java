package dev.gatescribe.player.web.pages;

import dev.gatescribe.player.web.access.WebTokens;
import java.util.regex.Pattern;

/** The page behind a sign-in link. */
final class SignInPage {
  /** The only text that comes from outside and stands in the page; it needs no escaping. */
  private static final Pattern CODE =
      Pattern.compile("[A-Za-z0-9_-]{" + WebTokens.SECRET_TEXT_LENGTH + "}");

  private static final String USED =
      """
              <h1>This sign-in link does not work</h1>
              <p>It was used before, is too old, or was cut off when it was copied. A link works once.</p>
              <p>Press Enter in the gateway's terminal: it prints a new one. If this browser is signed in
              already, just go to <a href="/">the sessions</a>.</p>
      """;

  private SignInPage() {}

  static boolean isCode(String text) {
    return CODE.matcher(text).matches();
  }

  /** Asks to press a button: programs that open links in messages press none. */
  static String ask(String code) {
    if (!isCode(code)) {
      throw new IllegalArgumentException("not the form of a code");
    }
    return page(
        """
                <h1>Sign in to Gatescribe</h1>
                <p>The link works once, for this browser. What you look at is written to the audit log.</p>
                <form method="post" action="/sign-in">
                  <input type="hidden" name="code" value="%s" />
                  <button class="button primary" type="submit" autofocus>Sign in</button>
                </form>
        """
            .formatted(code));
  }

  static String used() {
    return page(USED);
  }

  private static String page(String body) {
    return """
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>Sign in · Gatescribe</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="%s" />
      </head>
      <body>
        <header class="top"><a class="wordmark" href="/">Gatescribe</a></header>
        <main>
          <section class="notice">
    %s      </section>
        </main>
      </body>
    </html>
    """
        .formatted(ApplicationPage.styleSheet(), body);
  }
}
