package dev.gatescribe.player.web.access;

import java.util.Objects;

/**
 * Somebody who is signed in.
 *
 * @param name what the audit log calls them
 * @param means how they were recognised
 */
public record Viewer(String name, Means means) {
  public Viewer {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(means, "means");
  }

  /** How a viewer was recognised. */
  public enum Means {
    /** A program that showed the bearer token. */
    BEARER_TOKEN,
    /** A browser that showed its session cookie. */
    BROWSER_SESSION
  }
}
