package dev.gatescribe.recording.keyframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.recording.EventSamples;
import dev.gatescribe.recording.RecordingFixture;
import dev.gatescribe.recording.derive.DerivedNames;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.keyframe.ScreenSeek.Moment;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.recording.screen.TerminalScreen;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.StreamVisibility;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recordings whose events are 1.234567 s apart: a key frame is made about every 49 events. */
@Timeout(60)
class KeyFramesTest {
  private static final int SHELL = 0;
  private static final int COMMAND = 1;

  @TempDir Path directory;

  private final RecordingId id = RecordingId.create(Instant.parse("2026-11-21T08:00:00Z"));
  private DirectoryObjectStore store;
  private KeyFrameDerivation derivation;

  @BeforeEach
  void setUp() {
    store = new DirectoryObjectStore(directory);
    derivation = new KeyFrameDerivation(store);
  }

  @Test
  void anyMomentShowsWhatPlayingFromTheStartShows() throws Exception {
    RecordingFixture recording = record(session(600), Manifest.State.SEALED);
    derivation.derive(id);
    Random random = new Random(7);
    for (int i = 0; i < 30; i++) {
      int stream = random.nextInt(2);
      long at = random.nextLong(recording.events().getLast().offsetMicros() + 2_000_000);
      Moment moment = seek(stream, at).orElse(null);
      if (moment == null) {
        assertThat(at).as("only before the first frame there is none").isLessThan(63_000_000);
        continue;
      }
      StreamScreen played = StreamScreen.begun();
      recording.events().stream()
          .filter(timed -> timed.offsetMicros() <= at)
          .map(TimedEvent::event)
          .filter(event -> StreamScreen.shownBy(event) == stream)
          .forEach(played::show);
      assertThat(text(moment.frame())).as("at " + at).isEqualTo(text(played.frame()));
      assertThat(moment.frame().columns()).isEqualTo(played.frame().columns());
      assertThat(moment.offsetMicros()).isEqualTo(at);
      assertThat(recording.events().stream().filter(e -> e.sequence() >= moment.next()))
          .as("what follows for the stream is after the moment")
          .noneMatch(e -> e.offsetMicros() <= at && StreamScreen.shownBy(e.event()) == stream);
    }
  }

  @Test
  void makingThemAgainChangesNothingAndNothingIsMissingThen() throws Exception {
    record(session(200), Manifest.State.TRUNCATED);
    assertThat(derivation.missing(List.of(id))).containsExactly(id);
    derivation.derive(id);
    List<Path> made = objects();
    assertThat(derivation.missing(List.of(id))).isEmpty();
    derivation.derive(id);
    assertThat(objects()).isEqualTo(made);
    // What an interrupted attempt leaves is completed.
    Files.delete(directory.resolve(DerivedNames.screenIndex(id)));
    Files.delete(directory.resolve(DerivedNames.screenIndex(id)).getParent());
    assertThat(derivation.missing(List.of(id))).containsExactly(id);
    derivation.derive(id);
    assertThat(objects()).isEqualTo(made);
    for (Path object : made) {
      assertThat(DerivedNames.folders(id))
          .as("deleting these folders deletes everything")
          .anyMatch(folder -> directory.relativize(object).toString().startsWith(folder));
    }
  }

  @Test
  void aRecordingIsDeletedThenNothingOfItsScreensIsLeft() throws Exception {
    record(session(200), Manifest.State.SEALED);
    derivation.derive(id);
    assertThat(objects()).isNotEmpty();

    derivation.forget(id);
    derivation.forget(id);

    for (String folder : DerivedNames.folders(id)) {
      assertThat(store.children(folder)).isEmpty();
    }
    assertThat(derivation.missing(List.of(id))).containsExactly(id);
  }

  @Test
  void aRecordingWithoutStreamsIsNotMissingEither() throws Exception {
    record(List.of(new Event.SessionEnded(EndReason.CLIENT_CLOSED, "")), Manifest.State.SEALED);
    derivation.derive(id);
    assertThat(derivation.missing(List.of(id))).isEmpty();
    assertThat(seek(SHELL, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void aStreamThatEndedIsReadNoFurther() throws Exception {
    record(session(600), Manifest.State.SEALED);
    derivation.derive(id);
    Moment moment = seek(COMMAND, Long.MAX_VALUE).orElseThrow();
    assertThat(String.join("\n", text(moment.frame()))).contains("[exited with status 3]");
    assertThat(moment.next()).as("in the last segment").isGreaterThan(1_000);
    Moment earlier = seek(COMMAND, 1_300_000_000).orElseThrow();
    assertThat(earlier.next()).as("in the segment of the moment").isEqualTo(1_050);
  }

  @Test
  void aRecordingThatWasNotSealedHasNone() throws Exception {
    record(session(100), null);
    assertThatThrownBy(() -> derivation.derive(id)).isInstanceOf(IOException.class);
    assertThat(seek(SHELL, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void anAlteredSegmentIsNamedAndNothingIsKept() throws Exception {
    record(session(200), Manifest.State.SEALED);
    flip(directory.resolve(ObjectNames.segment(RecordingKind.SESSION, id, 3)), 120);
    assertThatThrownBy(() -> derivation.derive(id))
        .isInstanceOf(DamagedRecordingException.class)
        .hasMessageContaining("00000003.segment");
    assertThat(derivation.missing(List.of(id))).containsExactly(id);
  }

  @Test
  void alteredKeyFramesAreRefusedWhateverBitItIs() throws Exception {
    record(session(200), Manifest.State.SEALED);
    derivation.derive(id);
    for (Path object : objects()) {
      byte[] whole = Files.readAllBytes(object);
      for (int at = 0; at < whole.length; at += 1 + whole.length / 15) {
        flip(object, at);
        assertThatThrownBy(() -> seek(SHELL, Long.MAX_VALUE))
            .isInstanceOf(DamagedRecordingException.class);
        Files.write(object, whole);
      }
      Files.write(object, Arrays.copyOf(whole, whole.length - 1));
      assertThatThrownBy(() -> seek(SHELL, Long.MAX_VALUE))
          .isInstanceOf(DamagedRecordingException.class);
      Files.write(object, whole);
    }
    assertThat(seek(SHELL, Long.MAX_VALUE)).isPresent();
  }

  @Test
  void bytesThatAreNoKeyFrameAreRefused() {
    KeyFrame frame =
        new KeyFrame(
            80, 24, true, ByteBuffer.wrap("x".repeat(300).getBytes(StandardCharsets.US_ASCII)));
    byte[] whole = KeyFrameCodec.encode(frame);
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      byte[] altered = whole.clone();
      altered[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      int position = random.nextInt(4) - 1;
      int length = random.nextInt(whole.length + 4) - 1;
      try {
        KeyFrameCodec.decode(altered, position, length);
      } catch (FormatException e) {
        assertThat(e).hasMessageStartingWith("a key frame");
      }
    }
  }

  @Test
  void hostileOutputIsPlayedAndFound() throws Exception {
    Random random = new Random(11);
    List<Event> events = new ArrayList<>(session(60));
    for (int i = 0; i < 300; i++) {
      byte[] noise = new byte[random.nextInt(2_000)];
      random.nextBytes(noise);
      events.add(new Event.Output(SHELL, Content.of(noise)));
      events.add(new Event.TerminalResized(SHELL, random.nextInt(), random.nextInt()));
    }
    events.removeIf(
        event -> event instanceof Event.TerminalResized(_, var c, var r) && (c < 0 || r < 0));
    record(events, Manifest.State.SEALED);
    derivation.derive(id);
    assertThat(seek(SHELL, Long.MAX_VALUE)).isPresent();
  }

  private Optional<Moment> seek(int stream, long at) throws Exception {
    RecordingReader reader = RecordingCatalog.sessions(store).open(id);
    return new ScreenSeek(store).at(reader, stream, at);
  }

  private RecordingFixture record(List<Event> events, Manifest.@Nullable State state)
      throws IOException {
    List<Event> all = new ArrayList<>();
    all.add(new Event.SessionStarted(EventSamples.description(id)));
    all.addAll(events);
    RecordingFixture recording =
        RecordingFixture.of(RecordingKind.SESSION, id, all, 25, state, RecordingFixture.key());
    recording.putInto(store);
    return recording;
  }

  /** A shell with a terminal, and beside it a command without one that ends halfway. */
  private static List<Event> session(int count) {
    List<Event> events = new ArrayList<>();
    events.add(new Event.StreamOpened(SHELL, StreamVisibility.CONTENT));
    events.add(new Event.TerminalOpened(SHELL, "xterm", 90, 20));
    events.add(new Event.ShellStarted(SHELL));
    events.add(new Event.StreamOpened(COMMAND, StreamVisibility.CONTENT));
    events.add(new Event.CommandStarted(COMMAND, Content.of("ma\u0007ke")));
    for (int i = 0; i < count; i++) {
      String line = "line " + i + " \u001b[3" + i % 8 + "mé漢\u001b[0m\r\n";
      events.add(new Event.Output(SHELL, Content.of(line)));
      if (i % 40 == 20) {
        events.add(new Event.TerminalResized(SHELL, 60 + i % 50, 10 + i % 20));
        events.add(new Event.Output(SHELL, Content.of("\u001b[?1049h\u001b[2;5Hfull screen")));
      }
      if (i % 40 == 30) {
        events.add(new Event.Output(SHELL, Content.of("\u001b[?1049l")));
      }
      if (i < count / 2) {
        events.add(new Event.Output(COMMAND, Content.of("compiling " + i + "\n")));
        events.add(new Event.ErrorOutput(COMMAND, Content.of("warning " + i + "\n")));
      } else if (i == count / 2) {
        events.add(new Event.Exited(COMMAND, 3));
        events.add(new Event.StreamClosed(COMMAND));
      }
    }
    return events;
  }

  private static List<String> text(KeyFrame frame) {
    TerminalScreen screen = TerminalScreen.of(frame.columns(), frame.rows());
    screen.feed(frame.repaint());
    return screen.text();
  }

  private List<Path> objects() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("screens"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[Math.min(at, bytes.length - 1)] ^= 1;
    Files.write(file, bytes);
  }
}
