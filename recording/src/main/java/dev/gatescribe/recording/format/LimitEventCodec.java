package dev.gatescribe.recording.format;

import dev.gatescribe.recording.format.EventFields.UnknownCodeException;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.LimitEvent;
import java.util.HexFormat;

/**
 * Bodies of the events that say where content stops.
 *
 * <pre>
 *   ContentLimited := kind flow:varint number:varint kept:varint
 *   ContentDigest  := kind flow:varint number:varint ended:varint bytes:varint withheld:varint hash
 *   hash           := 32 bytes
 * </pre>
 */
final class LimitEventCodec {
  private static final int HASH_BYTES = 32;

  private LimitEventCodec() {}

  static void encode(LimitEvent event, ByteWriter out) {
    switch (event) {
      case LimitEvent.ContentLimited(var flow, var number, var kept) -> {
        EventFields.putKind(EventKind.CONTENT_LIMITED, flow.wireCode(), out);
        out.putVarint(number);
        out.putVarint(kept);
      }
      case LimitEvent.ContentDigest digest -> {
        EventFields.putKind(EventKind.CONTENT_DIGEST, digest.flow().wireCode(), out);
        out.putVarint(digest.number());
        out.putVarint(digest.ended() ? 1 : 0);
        out.putVarint(digest.bytes());
        out.putVarint(digest.withheld());
        out.putBytes(HexFormat.of().parseHex(digest.sha256()), 0, HASH_BYTES);
      }
    }
  }

  static LimitEvent decode(EventKind kind, ByteReader in)
      throws FormatException, UnknownCodeException {
    ContentFlow flow = EventFields.coded(ContentFlow.values(), in.varint());
    int number = EventFields.number(in);
    if (kind == EventKind.CONTENT_LIMITED) {
      return new LimitEvent.ContentLimited(flow, number, EventFields.length(in, "kept content"));
    }
    boolean ended = in.varint() != 0;
    long bytes = EventFields.length(in, "hashed content");
    long withheld = EventFields.length(in, "withheld content");
    if (withheld > bytes) {
      throw new FormatException("more was withheld than there was");
    }
    return new LimitEvent.ContentDigest(
        flow, number, ended, bytes, withheld, HexFormat.of().formatHex(in.bytes(HASH_BYTES)));
  }
}
