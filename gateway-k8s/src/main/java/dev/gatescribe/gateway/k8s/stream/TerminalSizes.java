package dev.gatescribe.gateway.k8s.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatescribe.gateway.k8s.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Sizes of a terminal behind each other, each {@code {"Width":80,"Height":24}}. */
final class TerminalSizes {

  /** In cells; what Kubernetes itself takes (a 16-bit number). */
  private static final int SIDE_MAX = 65_535;

  private static final int TEXT_MAX_LENGTH = 1_024;
  private static final JsonMapper JSON = new JsonMapper();

  /** In cells. */
  record Size(int columns, int rows) {}

  private final StringBuilder text = new StringBuilder();

  /** The sizes that end in these bytes. */
  List<Size> read(ByteBuffer bytes) throws WireException {
    List<Size> sizes = new ArrayList<>();
    ByteBuffer view = bytes.duplicate();
    while (view.hasRemaining()) {
      char c = (char) (view.get() & 0xff);
      text.append(c);
      if (c == '}') {
        sizes.add(size(text.toString()));
        text.setLength(0);
      } else if (text.length() > TEXT_MAX_LENGTH) {
        throw new WireException("the size of a terminal is too long");
      }
    }
    return sizes;
  }

  private static Size size(String json) throws WireException {
    try {
      JsonNode size = JSON.readTree(json);
      return new Size(side(size.path("Width")), side(size.path("Height")));
    } catch (JsonProcessingException unreadable) {
      throw new WireException("the size of a terminal cannot be read");
    }
  }

  private static int side(JsonNode side) {
    return Math.clamp(side.asLong(), 0, SIDE_MAX);
  }
}
