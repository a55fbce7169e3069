package dev.gatescribe.player.web.pages;

import dev.gatescribe.identity.IssuerSettings;
import dev.gatescribe.identity.SignInRefusal;
import dev.gatescribe.player.web.access.WebTokens;
import java.util.List;
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

  private static final String LINK_ONLY =
      """
              <h1>Sign in to Gatescribe</h1>
              <p>The gateway prints a sign-in link to its terminal when it starts. A link works once; press Enter there
              and it prints a new one.</p>
              <p class="quiet-text">With <code>identity.issuers</code> in its configuration, people sign in here with the
              account they have.</p>
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

  /** Asks where to sign in. */
  static String choose(List<IssuerSettings> issuers, String next) {
    if (issuers.isEmpty()) {
      return page(LINK_ONLY);
    }
    StringBuilder choices = new StringBuilder();
    String query = next.equals(NextPage.HOME) ? "" : "?next=" + next;
    for (IssuerSettings issuer : issuers) {
      choices.append(
          """
                  <p><a class="button primary wide" href="/sign-in/%s%s">Sign in with %s</a></p>
          """
              .formatted(issuer.name(), query, HtmlText.of(issuer.title())));
    }
    return page(
        """
                <h1>Sign in to Gatescribe</h1>
        %s        <p class="quiet-text">What you look at is written to the audit log. Whoever runs the gateway can sign in
                with the link that it prints, too.</p>
        """
            .formatted(choices));
  }

  /** Says what is in the way, and what to do about it. */
  static String refused(SignInRefusal refusal, String issuer) {
    SignInAdvice advice = SignInAdvice.of(refusal, HtmlText.of(issuer));
    return page(
        """
                <h1>%s</h1>
                <p>%s</p>
                <p><a class="button" href="/sign-in">Begin again</a></p>
                <p class="quiet-text">For whoever looks after the gateway: <code>%s</code></p>
        """
            .formatted(advice.title(), advice.text(), refusal.code()));
  }

  /** The gateway itself is not able to. */
  static String unavailable(String what) {
    return page(
        """
                <h1>Nobody can sign in right now</h1>
                <p>%s Sessions that run are not touched by it. Try again in a moment; whoever runs the gateway can
                use the sign-in link that it prints.</p>
                <p><a class="button" href="/sign-in">Begin again</a></p>
        """
            .formatted(what));
  }

  /**
   * Leads on. A redirect would still count as a step of the issuer's site, and the browser would
   * keep the new cookie back.
   */
  static String arrived(String next) {
    return page(
        """
                <h1>You are signed in</h1>
                <p><a class="button primary" href="%s">Go on</a></p>
        """
            .formatted(next),
        """
            <meta http-equiv="refresh" content="0; url=%s" />
        """
            .formatted(next));
  }

  private static String page(String body) {
    return page(body, "");
  }

  private static String page(String body, String head) {
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
    %s  </head>
      <body>
        <header class="top"><a class="wordmark" href="/">Gatescribe</a></header>
        <main>
          <section class="notice">
    %s      </section>
        </main>
      </body>
    </html>
    """
        .formatted(ApplicationPage.styleSheet(), head, body);
  }
}
