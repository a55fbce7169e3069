package dev.gatescribe.testbed.kubernetes;

import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentBearing;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.testbed.fixture.Checksum;
import dev.gatescribe.testbed.fixture.RecordedStreams;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checksums of what single streams of a recording carried. */
final class LargeStreams {
  private final Checksum checksum = new Checksum();
  private long length;

  private LargeStreams() {}

  /** Of the directions of streams that carried exactly so many bytes, in the order of streams. */
  static List<String> checksums(RecordedStreams recording, long wanted) {
    Map<String, LargeStreams> directions = new LinkedHashMap<>();
    for (Event event : recording.events()) {
      switch (event) {
        case Event.Input input -> of(directions, "input " + input.stream()).add(input);
        case Event.Output output -> of(directions, "output " + output.stream()).add(output);
        default -> {}
      }
    }
    List<String> checksums = new ArrayList<>();
    for (LargeStreams direction : directions.values()) {
      if (direction.length == wanted) {
        checksums.add(direction.checksum.hex());
      }
    }
    return checksums;
  }

  private static LargeStreams of(Map<String, LargeStreams> directions, String name) {
    return directions.computeIfAbsent(name, _ -> new LargeStreams());
  }

  private void add(ContentBearing event) {
    if (!(event.content() instanceof Content.Clear(ByteBuffer bytes))) {
      throw new AssertionError("a stream's content is withheld: " + event.content());
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    checksum.write(copy, 0, copy.length);
    length += copy.length;
  }
}
