package dev.gatescribe.recording.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatescribe.recording.EventSamples;
import dev.gatescribe.recording.RecordingFixture;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.StreamVisibility;
import dev.gatescribe.session.event.WithheldReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AsciicastTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path root;

  @Test
  void headerSaysTerminalTimeWhoAndWhat() throws Exception {
    JsonNode header = cast(OptionalInt.empty(), false, EventSamples.session()).header;

    assertThat(header.get("version").asInt()).isEqualTo(3);
    assertThat(header.at("/term/cols").asInt()).isEqualTo(120);
    assertThat(header.at("/term/rows").asInt()).isEqualTo(40);
    assertThat(header.at("/term/type").asText()).isEqualTo("xterm-256color");
    assertThat(header.get("timestamp").asLong()).isEqualTo(EventSamples.STARTED.getEpochSecond());
    assertThat(header.get("title").asText()).isEqualTo("asha on web-1 as deploy");
    assertThat(header.has("command")).isFalse();
  }

  @Test
  void outputResizesAndExitComeInOrderAndUtf8CutBetweenEventsIsWhole() throws Exception {
    Cast cast = cast(OptionalInt.empty(), false, EventSamples.session());

    assertThat(cast.lines())
        .containsExactly("o grüezi ☃ \u001b[1m$\u001b[0m ", "o ☃\u0000\ufffd", "r 200x50", "x 37");
  }

  @Test
  void intervalsSumUpToTheTimesOfTheEvents() throws Exception {
    Cast cast = cast(OptionalInt.empty(), false, EventSamples.session());
    long sumMicros = 0;
    List<Long> times = new ArrayList<>();
    for (JsonNode line : cast.events) {
      sumMicros += Math.round(line.get(0).asDouble() * 1_000_000);
      times.add(sumMicros);
    }

    // The 7th, 10th, 11th and 26th event; the 9th only holds the beginning of a character.
    assertThat(times)
        .containsExactly(6 * 1_234_567L, 9 * 1_234_567L, 10 * 1_234_567L, 25 * 1_234_567L);
  }

  @Test
  void inputComesOnlyWhenAskedForAndWithheldInputIsAComment() throws Exception {
    Cast with = cast(OptionalInt.empty(), true, EventSamples.session());

    assertThat(with.lines()).contains("i ls\r");
    assertThat(with.comments).containsExactly("# 12 bytes withheld: no-echo");
    assertThat(cast(OptionalInt.empty(), false, EventSamples.session()).comments).isEmpty();
  }

  @Test
  void anotherStreamIsChosenByItsNumber() throws Exception {
    Cast cast = cast(OptionalInt.of(1), false, EventSamples.session());

    assertThat(cast.header.get("command").asText()).isEqualTo("tar c / | gzip");
    assertThat(cast.header.at("/term/cols").asInt()).isEqualTo(80);
    assertThat(cast.lines()).containsExactly("o tar: removing leading /\n");
    assertThat(cast.comments).containsExactly("# 5000000000 bytes withheld: over-limit");
  }

  @Test
  void whereContentStopsIsAComment() throws Exception {
    List<Event> events = EventSamples.limitedSession(EventSamples.ID);

    Cast input = cast(OptionalInt.of(1), true, events);
    Cast output = cast(OptionalInt.of(2), false, events);

    assertThat(input.lines()).containsExactly("i first");
    assertThat(input.comments)
        .containsExactly(
            "# from here on the input is not kept: 5 bytes are",
            "# the input was 5000000305 bytes, of which 5000000300 are not kept; its SHA-256 is "
                + "fedcba9876543210".repeat(4));
    assertThat(output.comments)
        .containsExactly("# from here on the output is not kept: 5 bytes are");
    assertThat(cast(OptionalInt.of(1), false, events).comments).isEmpty();
  }

  @Test
  void streamWithATerminalIsPreferredAndItsOwnCommandIsNamed() throws Exception {
    Cast cast =
        cast(
            OptionalInt.empty(),
            false,
            List.of(
                new Event.SessionStarted(EventSamples.description(EventSamples.ID)),
                new Event.StreamOpened(4, StreamVisibility.CONTENT),
                new Event.CommandStarted(4, Content.of("first without terminal")),
                new Event.StreamOpened(5, StreamVisibility.CONTENT),
                new Event.TerminalOpened(5, "vt100", 0, 0),
                new Event.CommandStarted(5, Content.of("top")),
                new Event.StreamOpened(6, StreamVisibility.CONTENT),
                new Event.TerminalOpened(6, "xterm", 90, 30),
                new Event.Output(4, Content.of("4")),
                new Event.Output(5, Content.of("5")),
                new Event.Output(6, Content.of("6"))));

    assertThat(cast.header.get("command").asText()).isEqualTo("top");
    assertThat(cast.header.at("/term/type").asText()).isEqualTo("vt100");
    assertThat(cast.header.at("/term/cols").asInt()).isEqualTo(80);
    assertThat(cast.lines()).containsExactly("o 5");
  }

  @Test
  void firstStreamIsTakenWhenNoneHasATerminal() throws Exception {
    Cast cast =
        cast(
            OptionalInt.empty(),
            false,
            List.of(
                new Event.StreamOpened(2, StreamVisibility.CONTENT),
                new Event.StreamOpened(3, StreamVisibility.CONTENT),
                new Event.CommandStarted(3, Content.of("other")),
                new Event.CommandStarted(2, new Content.Withheld(WithheldReason.POLICY, 9)),
                new Event.Output(3, Content.of("3")),
                new Event.ErrorOutput(2, Content.of("2"))));

    assertThat(cast.header.has("command")).isFalse();
    assertThat(cast.header.has("title")).isFalse();
    assertThat(cast.lines()).containsExactly("o 2");
  }

  @Test
  void outputAndErrorOutputCutCharactersApart() throws Exception {
    byte[] snowman = "☃".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] smile = "😀".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    List<Event> events = new ArrayList<>();
    events.add(new Event.StreamOpened(0, StreamVisibility.CONTENT));
    for (int i = 0; i < 4; i++) {
      if (i < 3) {
        events.add(new Event.Output(0, Content.of(Arrays.copyOfRange(snowman, i, i + 1))));
      }
      events.add(new Event.ErrorOutput(0, Content.of(Arrays.copyOfRange(smile, i, i + 1))));
    }

    assertThat(cast(OptionalInt.empty(), false, events).lines()).containsExactly("o ☃", "o 😀");
  }

  @Test
  void streamThatIsNotThereIsNamedInsteadOfAnEmptyCast() {
    assertThatThrownBy(() -> cast(OptionalInt.of(99), false, EventSamples.session()))
        .isInstanceOf(NoSuchStreamException.class)
        .hasMessage("the recording has no stream 99");
    assertThatThrownBy(() -> cast(OptionalInt.empty(), false, EventSamples.database()))
        .isInstanceOf(NoSuchStreamException.class)
        .hasMessage("the recording has no stream");
  }

  private Cast cast(OptionalInt stream, boolean withInput, List<Event> events) throws Exception {
    DirectoryObjectStore store =
        new DirectoryObjectStore(root.resolve("store" + System.nanoTime()));
    RecordingFixture fixture =
        RecordingFixture.of(
            RecordingKind.SESSION,
            EventSamples.ID,
            events,
            4,
            Manifest.State.TRUNCATED,
            RecordingFixture.key());
    fixture.putInto(store);
    StringBuilder out = new StringBuilder();
    Asciicast.of(RecordingCatalog.sessions(store).open(fixture.id()), withInput, stream).write(out);
    assertThat(out.toString()).endsWith("\n");
    return Cast.of(out.toString());
  }

  private record Cast(JsonNode header, List<JsonNode> events, List<String> comments) {
    static Cast of(String text) throws Exception {
      List<String> lines = text.lines().toList();
      List<JsonNode> events = new ArrayList<>();
      List<String> comments = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        if (line.startsWith("#")) {
          comments.add(line);
        } else {
          events.add(JSON.readTree(line));
        }
      }
      return new Cast(JSON.readTree(lines.getFirst()), events, comments);
    }

    List<String> lines() {
      return events.stream()
          .map(line -> line.get(1).asText() + " " + line.get(2).asText())
          .toList();
    }
  }
}
