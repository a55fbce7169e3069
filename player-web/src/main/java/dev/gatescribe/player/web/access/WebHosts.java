package dev.gatescribe.player.web.access;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names by which the web application may be called. A page of a stranger can point its own name
 * at this machine (DNS rebinding); its requests then carry the stranger's name and are turned away.
 */
public final class WebHosts {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final boolean any;
  private final Set<String> names;

  private WebHosts(boolean any, Set<String> names) {
    this.any = any;
    this.names = names;
  }

  /** For a server that listens on loopback: loopback's names, and those that were configured. */
  public static WebHosts loopbackAnd(Set<String> configured) {
    Set<String> names = new HashSet<>(LOOPBACK);
    names.addAll(inLowerCase(configured));
    return new WebHosts(false, Set.copyOf(names));
  }

  /** Only the names that were configured. */
  public static WebHosts only(Set<String> configured) {
    return new WebHosts(false, inLowerCase(configured));
  }

  /** For a server on a network whose names are not known to it. */
  public static WebHosts any() {
    return new WebHosts(true, Set.of());
  }

  /**
   * Whether a request with this authority may come in.
   *
   * @param authority the {@code Host} header or {@code :authority}, with or without port
   */
  public boolean accept(String authority) {
    return any || names.contains(nameOf(authority.toLowerCase(Locale.ROOT)));
  }

  private static String nameOf(String authority) {
    if (authority.startsWith("[")) {
      int end = authority.indexOf(']');
      return end < 0 || !isPort(authority.substring(end + 1))
          ? ""
          : authority.substring(0, end + 1);
    }
    int colon = authority.indexOf(':');
    if (colon < 0) {
      return authority;
    }
    return isPort(authority.substring(colon)) ? authority.substring(0, colon) : "";
  }

  private static boolean isPort(String text) {
    return text.isEmpty() || text.matches(":\\d{1,5}");
  }

  private static Set<String> inLowerCase(Set<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }
}
