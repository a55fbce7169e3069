package dev.gatescribe.testbed.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What came back on the wire.
 *
 * @param headers as {@code name: value}, the names in lower case
 * @param body as it was transferred, with the marks of its chunks if it came in chunks
 */
record RawAnswer(int status, List<String> headers, String body) {

  static RawAnswer parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (!text.startsWith("HTTP/1.") || end < 0) {
      throw new AssertionError("not an answer: '" + text + "'");
    }
    List<String> lines = List.of(text.substring(0, end).split("\r\n"));
    List<String> headers = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      headers.add(
          line.substring(0, colon).toLowerCase(Locale.ROOT)
              + ": "
              + line.substring(colon + 1).strip());
    }
    return new RawAnswer(
        Integer.parseInt(lines.getFirst().split(" ", 3)[1]), headers, text.substring(end + 4));
  }

  /** Every value of this header. */
  List<String> header(String name) {
    return headers.stream()
        .filter(header -> header.startsWith(name + ": "))
        .map(header -> header.substring(name.length() + 2))
        .toList();
  }
}
