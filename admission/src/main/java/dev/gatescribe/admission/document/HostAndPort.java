package dev.gatescribe.admission.document;

import java.net.Inet6Address;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where something listens or is reached.
 *
 * @param host DNS name, IPv4 address, or IPv6 address without brackets
 * @param port 1 to 65535
 */
public record HostAndPort(String host, int port) {

  /** The highest port that TCP has (RFC 9293, section 3.1). */
  public static final int HIGHEST_PORT = 65_535;

  /** The longest DNS name in text form (RFC 1035, section 2.3.4). */
  private static final int HOST_MAXIMUM_CHARACTERS = 253;

  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^\\[\\]:]+)):([1-9][0-9]{0,4})");
  private static final Pattern NAME =
      Pattern.compile(
          "(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*"
              + "[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.?");
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET);

  public HostAndPort {
    Objects.requireNonNull(host, "host");
    if (port < 1 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException("a port is 1 to " + HIGHEST_PORT + ", not " + port);
    }
  }

  /** Reads {@code HOST:PORT}, an IPv6 address in brackets. Empty if {@code text} is not that. */
  public static Optional<HostAndPort> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(matcher.group(3));
    String ipv6 = matcher.group(1);
    String host = ipv6 == null ? matcher.group(2) : ipv6;
    boolean right = ipv6 == null ? isNameOrIpv4(host) : isIpv6(ipv6);
    return right && port <= HIGHEST_PORT
        ? Optional.of(new HostAndPort(host, port))
        : Optional.empty();
  }

  private static boolean isNameOrIpv4(String host) {
    return host.length() <= HOST_MAXIMUM_CHARACTERS
        && (IPV4.matcher(host).matches() || NAME.matcher(host).matches());
  }

  private static boolean isIpv6(String text) {
    if (text.indexOf(':') < 0) {
      return false;
    }
    try {
      return !Inet6Address.ofLiteral(text).getHostAddress().isEmpty();
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
