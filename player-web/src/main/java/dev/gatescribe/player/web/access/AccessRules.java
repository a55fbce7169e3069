package dev.gatescribe.player.web.access;

import dev.gatescribe.identity.IdentityUnavailableException;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.signin.Visitor;
import dev.gatescribe.identity.store.Client;
import dev.gatescribe.session.RecordingException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides about every request. What is not on the list of public paths is for viewers; a route that
 * somebody adds is therefore closed until it is listed here.
 */
public final class AccessRules {
  /** Name of the cookie that holds a browser session. */
  public static final String COOKIE = "gatescribe_session";

  /** Form of the secrets in the cookie: 256 bits in base 64. What is none is not looked up. */
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");

  private static final String BEARER = "Bearer ";

  /** What somebody may do who is signed in and has nothing to look at here. */
  private static final Set<String> PERSONAL_PATHS = Set.of("/api/me", "/api/sign-out");

  private static final Set<String> PUBLIC_PATHS =
      Set.of(
          "/",
          "/index.html",
          "/favicon.svg",
          "/licenses.txt",
          "/sign-in",
          "/q/health",
          "/q/health/live",
          "/q/health/ready",
          "/q/health/started",
          "/q/health/well",
          "/q/openapi");

  /**
   * The application's own files and its deep links. None of the patterns admits a percent sign, a
   * semicolon or a second slash, so no public path can turn into another one further inside.
   */
  private static final Set<Pattern> PUBLIC_PATTERNS =
      Set.of(
          Pattern.compile("/assets/[A-Za-z0-9_-]{1,64}\\.(js|css)"),
          Pattern.compile("/sessions/[0-9a-z]{26}"),
          Pattern.compile("/sign-in/[a-z0-9-]{1,31}(/callback|/back-channel-logout)?"));

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD");

  private final WebTokens tokens;
  private final WebHosts hosts;
  private final SignedInBrowsers browsers;

  public AccessRules(WebTokens tokens, WebHosts hosts, SignedInBrowsers browsers) {
    this.tokens = tokens;
    this.hosts = hosts;
    this.browsers = browsers;
  }

  /**
   * What the rules look at.
   *
   * @param path as it came, not decoded
   * @param origin scheme, host and port by which the server was called
   * @param session value of the cookie, null if there is none
   * @param assertion what a front door says, if it came through a named proxy
   * @param client who asks, as far as a session is held to it
   */
  public record Asked(
      String method,
      String path,
      String authority,
      String origin,
      @Nullable String authorization,
      @Nullable String session,
      @Nullable String originHeader,
      @Nullable String fetchSite,
      @Nullable Assertion assertion,
      Client client) {

    /** Shows neither token nor session. */
    @Override
    public String toString() {
      return "Asked[" + method + " " + path + "]";
    }
  }

  /**
   * What a front door says of who asks.
   *
   * @param door by name
   */
  public record Assertion(String door, String token) {
    /** Shows no token. */
    @Override
    public String toString() {
      return "Assertion[" + door + "]";
    }
  }

  /** The decision. */
  public sealed interface Verdict {
    /** Come in; the viewer is null on a public page where nobody is signed in. */
    record Admitted(@Nullable Viewer viewer) implements Verdict {}

    /** Stay out. */
    record TurnedAway(int status, String code, String detail) implements Verdict {}
  }

  private static final Verdict NOT_SIGNED_IN =
      new Verdict.TurnedAway(
          401,
          "not-signed-in",
          "Sign in with the link that the gateway printed, or show the token.");

  /** Whether {@link #decide} will wait for a database about this; such a thread must be able to. */
  public boolean mayWait(Asked asked) {
    return (asked.assertion != null || hasSession(asked))
        && !isPublic(asked.path)
        && viewerOf(asked).isEmpty();
  }

  private static boolean hasSession(Asked asked) {
    return asked.authorization == null
        && asked.session != null
        && SECRET.matcher(asked.session).matches();
  }

  public Verdict decide(Asked asked) {
    if (!hosts.accept(asked.authority)) {
      return new Verdict.TurnedAway(
          421, "unknown-host", "This server is not called by the name in the Host header.");
    }
    Optional<Viewer> viewer = viewerOf(asked);
    boolean safe = SAFE_METHODS.contains(asked.method);
    if (!safe && isForged(asked, viewer)) {
      return new Verdict.TurnedAway(
          403, "cross-origin", "Another site may not act in the name of a signed-in browser.");
    }
    if (viewer.isPresent() || isPublic(asked.path)) {
      return new Verdict.Admitted(viewer.orElse(null));
    }
    return mayWait(asked) ? decideByAsking(asked) : NOT_SIGNED_IN;
  }

  private Verdict decideByAsking(Asked asked) {
    Optional<Viewer> viewer;
    try {
      viewer = ask(asked);
    } catch (SignInException refused) {
      return new Verdict.TurnedAway(
          401,
          refused.refusal().code(),
          "This session belongs to another browser or address. Sign in again.");
    } catch (IdentityUnavailableException e) {
      return new Verdict.TurnedAway(
          503,
          "identity-unavailable",
          "The gateway cannot look up who you are now; its database does not answer. Try again in"
              + " a moment.");
    } catch (RecordingException e) {
      return new Verdict.TurnedAway(
          503,
          "audit-unavailable",
          "The audit log cannot be written, so nobody is let in. See the gateway's log.");
    }
    if (viewer.isEmpty()) {
      return NOT_SIGNED_IN;
    }
    return viewer.get().mayWatch() || PERSONAL_PATHS.contains(asked.path)
        ? new Verdict.Admitted(viewer.get())
        : new Verdict.TurnedAway(
            403,
            "not-a-viewer",
            "You are signed in, and may not look at recordings. Who may is in identity.viewers.");
  }

  /** What a front door says now comes before a session that was opened at some time. */
  private Optional<Viewer> ask(Asked asked)
      throws SignInException, IdentityUnavailableException, RecordingException {
    if (asked.assertion != null) {
      Optional<Visitor> asserted = browsers.asserted(asked.assertion, asked.client);
      if (asserted.isPresent()) {
        return asserted.map(visitor -> viewer(visitor, Viewer.Means.FRONT_DOOR));
      }
    }
    return hasSession(asked)
        ? browsers
            .visitor(Objects.requireNonNull(asked.session), asked.client)
            .map(visitor -> viewer(visitor, Viewer.Means.ISSUER_SESSION))
        : Optional.empty();
  }

  private static Viewer viewer(Visitor visitor, Viewer.Means means) {
    return new Viewer(visitor.identity().principal().name(), means, visitor.mayWatch());
  }

  /** A token that is shown and wrong is wrong, whatever cookie comes along. */
  private Optional<Viewer> viewerOf(Asked asked) {
    if (asked.authorization != null) {
      return asked.authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
          ? tokens.byBearerToken(asked.authorization.substring(BEARER.length()))
          : Optional.empty();
    }
    return asked.session == null ? Optional.empty() : tokens.byBrowserSession(asked.session);
  }

  /**
   * Whether a request that changes something was sent by a page of another site. Browsers say where
   * from; programs that say nothing are let through only without a browser's cookie.
   */
  private static boolean isForged(Asked asked, Optional<Viewer> viewer) {
    if (viewer.isPresent() && viewer.get().means() == Viewer.Means.BEARER_TOKEN) {
      return false;
    }
    if (asked.fetchSite != null) {
      return !asked.fetchSite.equals("same-origin");
    }
    if (asked.originHeader != null) {
      return !asked.originHeader.equals(asked.origin);
    }
    return asked.session != null || asked.assertion != null;
  }

  /** Whether this path, as it came, is open to those who are not signed in. */
  static boolean isPublic(String path) {
    return PUBLIC_PATHS.contains(path)
        || PUBLIC_PATTERNS.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }
}
