package dev.gatescribe.testbed.web;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The link that a server prints when it starts, and that signs in once.
 *
 * @param server address of the web interface
 * @param code what makes it work once
 */
record SignInLink(URI server, String code) {
  private static final Pattern LINK =
      Pattern.compile("(http://[^/\\s]+)/sign-in\\?code=([A-Za-z0-9_-]+)");
  private static final Pattern SESSION = Pattern.compile("gatescribe_session=([^;]+);.*");

  /** The first link in what a server said. */
  static SignInLink in(String announcement) {
    Matcher matcher = LINK.matcher(announcement);
    if (!matcher.find()) {
      throw new AssertionError("no sign-in link was printed:\n" + announcement);
    }
    return new SignInLink(URI.create(matcher.group(1)), matcher.group(2));
  }

  String path() {
    return "/sign-in?code=" + code;
  }

  /** Presses the button as a browser does. */
  RawAnswer press() {
    return RawRequest.of("POST", "/sign-in")
        .header("Origin", server.toString())
        .header("Sec-Fetch-Site", "same-origin")
        .form("code", code)
        .send(server);
  }

  /** The secret of the browser session that an answer set. */
  static String session(RawAnswer answer) {
    for (String cookie : answer.header("set-cookie")) {
      Matcher matcher = SESSION.matcher(cookie);
      if (matcher.matches()) {
        return matcher.group(1);
      }
    }
    throw new AssertionError("no session was set: " + answer.status());
  }

  /** Shows no code. */
  @Override
  public String toString() {
    return "SignInLink[" + server + "]";
  }
}
