package dev.gatescribe.testbed.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.WebClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The events of one recording as the REST API tells them. */
final class RecordedEvents {
  private static final double MICROS = 1_000_000.0;

  private final List<JsonNode> pages;
  private final List<JsonNode> events = new ArrayList<>();

  private RecordedEvents(List<JsonNode> pages) {
    this.pages = pages;
    for (JsonNode page : pages) {
      page.get("events").forEach(events::add);
    }
  }

  /** Reads all pages of a session that has ended, each of at most {@code limit} events. */
  static RecordedEvents read(WebClient web, RecordingId id, int limit) {
    List<JsonNode> pages = new ArrayList<>();
    JsonNode next = null;
    do {
      long from = next == null ? 0 : next.longValue();
      JsonNode page =
          web.json("/api/recordings/" + id + "/events?from=" + from + "&limit=" + limit);
      pages.add(page);
      next = page.get("next");
    } while (!next.isNull());
    return new RecordedEvents(pages);
  }

  static RecordedEvents read(WebClient web, RecordingId id) {
    return read(web, id, 5_000);
  }

  List<JsonNode> pages() {
    return pages;
  }

  List<JsonNode> all() {
    return events;
  }

  List<JsonNode> ofType(String type) {
    return events.stream().filter(event -> event.get("type").textValue().equals(type)).toList();
  }

  /** The bytes that all events of this type bring, in their order. */
  byte[] bytes(String type) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ofType(type).forEach(event -> bytes.writeBytes(data(event)));
    return bytes.toByteArray();
  }

  /** When this text was put out, in seconds. */
  double secondsOf(String text) {
    return secondsOf(event ->
        event.get("type").textValue().equals("output")
            && new String(data(event), StandardCharsets.UTF_8).contains(text));
  }

  /** When the first such event was, in seconds. */
  double secondsOf(Predicate<JsonNode> condition) {
    return events.stream()
        .filter(condition)
        .mapToDouble(event -> event.get("offsetMicros").longValue() / MICROS)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no event is so, of " + events));
  }

  static byte[] data(JsonNode event) {
    try {
      return event.path("data").binaryValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
