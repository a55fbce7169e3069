package dev.gatescribe.recording.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.gatescribe.recording.EventSamples;
import dev.gatescribe.recording.RecordingFixture;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentTest {
  private static final String PREVIOUS = "ab".repeat(32);
  private static final long SEED = Long.getLong("gatescribe.seed", System.nanoTime());

  @Test
  void eventsComeBackWithTheirNumbersAndTimes() throws FormatException {
    List<TimedEvent> events = timed(1_000, 5_000_000_000L, EventSamples.session());
    byte[] segment = build(new SegmentBuilder(), events);

    SegmentHeader header = SegmentHeader.read(ByteBuffer.wrap(segment));

    assertThat(SegmentReader.read(segment)).isEqualTo(events);
    assertThat(header.id()).isEqualTo(EventSamples.ID);
    assertThat(header.number()).isEqualTo(3);
    assertThat(header.epoch()).isEqualTo(1);
    assertThat(header.firstSequence()).isEqualTo(1_000);
    assertThat(header.firstOffsetMicros()).isEqualTo(5_000_000_000L);
    assertThat(header.events()).isEqualTo(events.size());
    assertThat(header.previousSha256()).isEqualTo(PREVIOUS);
    assertThat(header.compressedLength()).isEqualTo(segment.length - SegmentHeader.BYTES);
  }

  @Test
  void sameEventsGiveSameBytesFromAUsedBuilderAndAFreshOne() {
    Random random = new Random(SEED);
    try (SegmentBuilder used = new SegmentBuilder()) {
      for (int round = 0; round < 60; round++) {
        List<Event> events = new ArrayList<>();
        for (int i = 1 + random.nextInt(60); i > 0; i--) {
          byte[] bytes = new byte[random.nextInt(6_000)];
          random.nextBytes(bytes);
          int pattern = 1 + random.nextInt(8);
          for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) ('a' + (bytes[at] & 0xff) % pattern);
          }
          events.add(
              switch (random.nextInt(4)) {
                case 0 -> new Event.Input(0, Content.of(bytes));
                case 1 -> new Event.ErrorOutput(0, Content.of(bytes));
                case 2 -> new Event.TerminalResized(0, bytes.length, 24);
                default -> new Event.Output(0, Content.of(bytes));
              });
        }
        List<TimedEvent> timed = timed(0, 0, events);
        try (SegmentBuilder fresh = new SegmentBuilder()) {
          assertThat(build(used, timed)).as("seed %s", SEED).isEqualTo(build(fresh, timed));
        }
      }
    }
  }

  @Test
  void clearedBuilderKeepsNothingOfAnotherRecording() throws FormatException {
    try (SegmentBuilder builder = new SegmentBuilder()) {
      builder.add(0, 0, RecordingFixture.body(new Event.Output(0, Content.of("another's"))));
      builder.clear();
      List<TimedEvent> events = timed(1, 7, List.of(new Event.ShellStarted(0)));

      assertThat(SegmentReader.read(build(builder, events))).isEqualTo(events);
    }
  }

  @Test
  void gapBetweenEventsIsRefused() {
    try (SegmentBuilder builder = new SegmentBuilder()) {
      builder.add(5, 0, RecordingFixture.body(new Event.ShellStarted(0)));

      assertThatThrownBy(() -> builder.add(7, 0, RecordingFixture.body(new Event.ShellStarted(0))))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void timeThatGoesBackwardsStandsStill() throws FormatException {
    try (SegmentBuilder builder = new SegmentBuilder()) {
      builder.add(0, 100, RecordingFixture.body(new Event.ShellStarted(0)));
      builder.add(1, 40, RecordingFixture.body(new Event.ShellStarted(0)));
      builder.add(2, 110, RecordingFixture.body(new Event.ShellStarted(0)));

      assertThat(SegmentReader.read(builder.build(EventSamples.ID, 0, 1, PREVIOUS)))
          .extracting(TimedEvent::offsetMicros)
          .containsExactly(100L, 100L, 110L);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,48,magic",
    "7,01,newer version",
    "24,ff,negative number of the segment",
    "28,80,negative epoch",
    "36,80,negative sequence",
    "36,7fffffffffffffff,sequence that overflows",
    "44,80,negative time",
    "52,ff,negative count",
    "52,00000000,no events",
    "52,00000002,fewer events than there are",
    "52,0000001d,more events than there are",
    "52,7fffffff,events without number",
    "56,ff,negative length",
    "56,7fffffff,length above the limit",
    "56,00000001,length below the events'",
    "60,00000001,compressed length below the frame's",
    "60,7fffffff,compressed length above the file's",
    "64,00000001,reserved field used"
  })
  void hostileHeaderIsRefused(int at, String hex, String what) {
    byte[] segment = build(new SegmentBuilder(), timed(0, 0, EventSamples.session()));
    byte[] patch = HexFormat.of().parseHex(hex);
    System.arraycopy(patch, 0, segment, at, patch.length);

    assertThatThrownBy(() -> SegmentReader.read(segment))
        .as(what)
        .isInstanceOf(FormatException.class);
  }

  @Test
  void segmentCutAnywhereIsRefused() {
    byte[] segment = build(new SegmentBuilder(), timed(0, 0, EventSamples.session()));
    for (int length = 0; length < segment.length; length++) {
      byte[] cut = Arrays.copyOf(segment, length);
      assertThatThrownBy(() -> SegmentReader.read(cut)).isInstanceOf(FormatException.class);
      if (length > SegmentHeader.BYTES) {
        // The same, with a header that owns up to it.
        ByteBuffer.wrap(cut).putInt(60, length - SegmentHeader.BYTES);
        assertThatThrownBy(() -> SegmentReader.read(cut)).isInstanceOf(FormatException.class);
      }
    }
  }

  @Test
  void anythingBehindTheFrameIsRefused() {
    byte[] segment = build(new SegmentBuilder(), timed(0, 0, EventSamples.session()));
    byte[] skippable = HexFormat.of().parseHex("502a4d1804000000" + "01020304");
    byte[] longer = Arrays.copyOf(segment, segment.length + skippable.length);
    System.arraycopy(skippable, 0, longer, segment.length, skippable.length);
    assertThatThrownBy(() -> SegmentReader.read(longer)).isInstanceOf(FormatException.class);

    ByteBuffer.wrap(longer).putInt(60, longer.length - SegmentHeader.BYTES);

    assertThatThrownBy(() -> SegmentReader.read(longer))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("one zstd frame");
  }

  @Test
  void decompressionBombIsRefusedWithoutBeingInflated() {
    byte[] bomb = Zstd.compress(new byte[200 * 1024 * 1024], 1);

    assertThatThrownBy(() -> SegmentReader.read(segmentOf(bomb, 1, 1_000)))
        .isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> SegmentReader.read(segmentOf(bomb, 1, 200 * 1024 * 1024)))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void millionsOfTinyEventsAreRefusedByTheirNumber() {
    byte[] plain = new byte[SegmentHeader.PLAIN_MAX_BYTES];
    Arrays.fill(plain, (byte) 1);
    Arrays.fill(plain, SegmentHeader.EVENTS_MAX, 2 * SegmentHeader.EVENTS_MAX, (byte) 0);

    assertThatThrownBy(
            () -> SegmentReader.read(segmentOf(Zstd.compress(plain, 1), 5_000_000, plain.length)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("header");
    assertThatThrownBy(() ->
            SegmentReader.read(
                segmentOf(Zstd.compress(plain, 1), SegmentHeader.EVENTS_MAX, plain.length)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("as long as they say");
    assertThatThrownBy(() ->
            SegmentReader.read(
                segmentOf(Zstd.compress(new byte[100], 1), SegmentHeader.EVENTS_MAX, 100)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("as many events");
  }

  @Test
  void readingAnythingGivesEventsOrAFormatException() {
    Random random = new Random(SEED);
    byte[] good = build(new SegmentBuilder(), timed(0, 0, EventSamples.session()));
    for (int round = 0; round < 20_000; round++) {
      byte[] segment = good.clone();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        segment[random.nextInt(segment.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        assertThat(SegmentReader.read(segment)).isNotEmpty();
      } catch (FormatException _) {
        // The one allowed exception.
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + SEED + ", round " + round, e);
      }
    }
  }

  static byte[] segmentOf(byte[] frame, int events, int plainLength) {
    ByteBuffer segment = ByteBuffer.allocate(SegmentHeader.BYTES + frame.length);
    new SegmentHeader(EventSamples.ID, 0, 1, 0, 0, events, plainLength, frame.length, PREVIOUS)
        .write(segment);
    return segment.put(frame).array();
  }

  static byte[] build(SegmentBuilder builder, List<TimedEvent> events) {
    for (TimedEvent timed : events) {
      builder.add(timed.sequence(), timed.offsetMicros(), RecordingFixture.body(timed.event()));
    }
    return builder.build(EventSamples.ID, 3, 1, PREVIOUS);
  }

  static List<TimedEvent> timed(long sequence, long offsetMicros, List<Event> events) {
    List<TimedEvent> timed = new ArrayList<>();
    for (Event event : events) {
      timed.add(
          new TimedEvent(sequence + timed.size(), offsetMicros + timed.size() * 100_003L, event));
    }
    return timed;
  }
}
