package dev.gatescribe.recording.format;

import java.util.Base64;

/** The text armour of RFC 7468. */
final class Pem {
  private static final int LINE = 64;

  private Pem() {}

  static String encode(byte[] der, String begin, String end) {
    String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
    return begin + "\n" + body + "\n" + end + "\n";
  }

  static byte[] decode(String text, String begin, String end) throws FormatException {
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new FormatException("expected a PEM text with " + begin);
    }
    try {
      return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to).strip());
    } catch (IllegalArgumentException e) {
      throw new FormatException("the PEM text is damaged", e);
    }
  }
}
