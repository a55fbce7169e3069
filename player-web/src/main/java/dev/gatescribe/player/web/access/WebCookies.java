package dev.gatescribe.player.web.access;

import dev.gatescribe.identity.oidc.BegunSignIn;
import dev.gatescribe.identity.signin.BrowserSignIns;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The two cookies: of a session, and of a sign-in that has begun. Scripts see neither. */
@Singleton
public final class WebCookies {
  /** Name of the cookie that holds a sign-in while its issuer is asked. */
  public static final String SIGN_IN = "gatescribe_sign_in";

  private final CurrentViewer current;
  private final BrowserSignIns signIns;

  public WebCookies(CurrentViewer current, BrowserSignIns signIns) {
    this.current = current;
    this.signIns = signIns;
  }

  /** No other site can have it sent, not even by a link. */
  public String session(String secret, Duration lifetime) {
    return cookie(AccessRules.COOKIE, secret, "/", lifetime, "Strict");
  }

  public String endSession() {
    return cookie(AccessRules.COOKIE, "", "/", Duration.ZERO, "Strict");
  }

  /**
   * It has to come along when the issuer sends the browser back, which is a link of another site.
   */
  public String signIn(String sealed) {
    return cookie(SIGN_IN, sealed, "/sign-in", BegunSignIn.LIFETIME, "Lax");
  }

  public String endSignIn() {
    return cookie(SIGN_IN, "", "/sign-in", Duration.ZERO, "Lax");
  }

  private String cookie(
      String name, String value, String path, Duration lifetime, String sameSite) {
    return name
        + "="
        + value
        + "; Path="
        + path
        + "; Max-Age="
        + lifetime.toSeconds()
        + "; HttpOnly; SameSite="
        + sameSite
        + (current.isEncrypted() || "https".equals(signIns.home().getScheme()) ? "; Secure" : "");
  }
}
