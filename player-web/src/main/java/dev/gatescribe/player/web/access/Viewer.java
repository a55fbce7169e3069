package dev.gatescribe.player.web.access;

import java.util.Objects;

/**
 * Somebody who is signed in.
 *
 * @param name what the audit log calls them
 * @param means how they were recognised
 * @param mayWatch whether they may look at recordings
 */
public record Viewer(String name, Means means, boolean mayWatch) {
  public Viewer {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(means, "means");
  }

  /** Who holds what the gateway itself gave out. */
  public Viewer(String name, Means means) {
    this(name, means, true);
  }

  /** How a viewer was recognised. */
  public enum Means {
    /** A program that showed the bearer token. */
    BEARER_TOKEN,
    /** A browser that showed the cookie of a session which a printed link opened. */
    BROWSER_SESSION,
    /** A browser that showed the cookie of a session which a sign-in at an issuer opened. */
    ISSUER_SESSION,
    /** A browser that a front door signed in, whose token came with the request. */
    FRONT_DOOR
  }
}
