package dev.gatescribe.cli.reconcile;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;

/** Addresses in one form, so that a target's way to write them is that of a recording. */
final class SourceAddress {
  /** Of an IPv6 address with an IPv4 address in it and a zone, as long as any is. */
  private static final int TEXT_MAX = 64;

  private SourceAddress() {}

  /** The number in one form; what is no number stays as it is. */
  static String normal(String text) {
    String address = text;
    int zone = address.indexOf('%');
    if (zone >= 0) {
      address = address.substring(0, zone);
    }
    if (address.length() > TEXT_MAX || !isNumber(address)) {
      return text.toLowerCase(Locale.ROOT);
    }
    try {
      InetAddress number = InetAddress.ofLiteral(address);
      // An IPv4 address that is mapped into IPv6 is read as what it is.
      return number instanceof Inet6Address six
          ? Inet6Address.getByAddress("", six.getAddress(), -1).getHostAddress()
          : number.getHostAddress();
    } catch (IllegalArgumentException | java.net.UnknownHostException noNumber) {
      return text.toLowerCase(Locale.ROOT);
    }
  }

  /** Nothing that would have to be resolved. */
  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.');
  }
}
