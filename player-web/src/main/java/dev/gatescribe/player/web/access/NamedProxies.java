package dev.gatescribe.player.web.access;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The proxies that the operator named. What they say of a request counts: where it came from, and
 * who a front door says it is. Anybody can write such headers, so from others they mean nothing.
 */
public final class NamedProxies {
  /** No proxy at all. */
  public static final NamedProxies NONE = new NamedProxies(List.of());

  /** A chain of proxies is short; a long list is made up. */
  private static final int HOPS_MAX = 32;

  /** The parameter {@code for} of RFC 7239, section 4: an address, perhaps quoted, with a port. */
  private static final Pattern FORWARDED_FOR =
      Pattern.compile("(?i)(?:^|;)\\s*for=\"?\\[?([0-9a-f:.]+?)\\]?(?::\\d+)?\"?\\s*(?:;|$)");

  private static final Pattern ADDRESS_AND_PORT = Pattern.compile("([0-9.]+):\\d{1,5}");

  private static final Pattern FOUR_PARTS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private final List<Network> networks;

  public NamedProxies(List<Network> networks) {
    this.networks = List.copyOf(networks);
  }

  /** Addresses that begin with the same bits. */
  public static final class Network {
    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
      this.address = address;
      this.bits = bits;
    }

    /** Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or one address. */
    public static Optional<Network> parse(String text) {
      int slash = text.indexOf('/');
      Optional<byte[]> address = literal(slash < 0 ? text : text.substring(0, slash));
      if (address.isEmpty()) {
        return Optional.empty();
      }
      int most = address.get().length * Byte.SIZE;
      if (slash < 0) {
        return Optional.of(new Network(address.get(), most));
      }
      String length = text.substring(slash + 1);
      if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > most) {
        return Optional.empty();
      }
      return Optional.of(new Network(address.get(), Integer.parseInt(length)));
    }

    private boolean includes(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      int whole = bits / Byte.SIZE;
      int rest = bits % Byte.SIZE;
      int mask = 0xFF << (Byte.SIZE - rest) & 0xFF;
      return Arrays.equals(address, 0, whole, other, 0, whole)
          && (rest == 0 || (address[whole] & mask) == (other[whole] & mask));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Network network
          && bits == network.bits
          && Arrays.equals(address, network.address);
    }

    @Override
    public int hashCode() {
      return Objects.hash(Arrays.hashCode(address), bits);
    }
  }

  /** Whether this address is one of them. */
  public boolean include(String address) {
    return literal(address)
        .filter(bytes -> networks.stream().anyMatch(network -> network.includes(bytes)))
        .isPresent();
  }

  /**
   * Where a request came from. Each proxy adds whom it saw at the end; from there the first that is
   * no named proxy is the client, and what stands before it is what the client says of itself.
   *
   * @param remote who opened the connection
   * @param forwardedFor values of {@code X-Forwarded-For}
   * @param forwarded values of {@code Forwarded} (RFC 7239), looked at if there are no others
   */
  public String client(String remote, List<String> forwardedFor, List<String> forwarded) {
    if (!include(remote)) {
      return remote;
    }
    String client = remote;
    List<String> hops = forwardedFor.isEmpty() ? addresses(forwarded) : split(forwardedFor);
    Collections.reverse(hops);
    for (String hop : hops.subList(0, Math.min(hops.size(), HOPS_MAX))) {
      Optional<String> address = withoutPort(hop);
      if (address.isEmpty()) {
        return client;
      }
      client = address.get();
      if (!include(client)) {
        return client;
      }
    }
    return client;
  }

  private static List<String> split(List<String> values) {
    List<String> hops = new ArrayList<>();
    for (String value : values) {
      for (String hop : value.split(",", -1)) {
        hops.add(hop.strip());
      }
    }
    return hops;
  }

  private static List<String> addresses(List<String> forwarded) {
    List<String> hops = new ArrayList<>();
    for (String element : split(forwarded)) {
      Matcher matcher = FORWARDED_FOR.matcher(element);
      hops.add(matcher.find() ? matcher.group(1) : "unknown");
    }
    return hops;
  }

  private static Optional<String> withoutPort(String hop) {
    Matcher matcher = ADDRESS_AND_PORT.matcher(hop);
    String address = matcher.matches() ? matcher.group(1) : hop;
    return literal(address).isPresent() ? Optional.of(address) : Optional.empty();
  }

  /** A name is never looked up here, and of IPv4 only the form with four parts is meant. */
  private static Optional<byte[]> literal(String text) {
    if (text.indexOf(':') < 0 && !FOUR_PARTS.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text).getAddress());
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
