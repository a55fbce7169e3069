package dev.gatescribe.recording.format;

import static dev.gatescribe.recording.format.SegmentTest.build;
import static dev.gatescribe.recording.format.SegmentTest.segmentOf;
import static dev.gatescribe.recording.format.SegmentTest.timed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.gatescribe.recording.EventSamples;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import dev.gatescribe.session.event.WithheldReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentColumnsTest {
  private static final long SEED = Long.getLong("gatescribe.seed", System.nanoTime());

  /** The example of docs/recording-format.md, to the last byte. */
  @Test
  void exampleOfTheDocumentationStandsInItsColumns() throws FormatException {
    List<TimedEvent> events =
        List.of(
            new TimedEvent(0, 1_000, new Event.Input(1, Content.of("ls\r"))),
            new TimedEvent(1, 6_000, new Event.Output(1, Content.of("ls\r\n"))),
            new TimedEvent(2, 6_000, new Event.TerminalResized(1, 120, 36)),
            new TimedEvent(3, 6_200, new Event.ErrorOutput(1, Content.of("?"))),
            new TimedEvent(
                4, 6_300, new Event.Input(1, new Content.Withheld(WithheldReason.NO_ECHO, 9))));
    String columns =
        "06 07 04 04 04" // lengths
            + "00 8827 00 c801 64" // deltas
            + "0c0100 0a0100 06017824 0b0100 0c010209" // heads
            + "6c730d" // input
            + "6c730d0a" // output
            + "3f"; // error output

    byte[] segment = build(new SegmentBuilder(), events);

    assertThat(HexFormat.of().formatHex(plain(segment))).isEqualTo(columns.replace(" ", ""));
    assertThat(SegmentReader.read(segment)).isEqualTo(events);
  }

  @Test
  void contentOfStreamWithLongNumberStandsApartToo() throws FormatException {
    List<Event> events =
        List.of(
            new Event.Output(300, Content.of("a")),
            new Event.Output(2_000_000_000, Content.of("b")));

    byte[] segment = build(new SegmentBuilder(), timed(0, 0, events));

    assertThat(HexFormat.of().formatHex(plain(segment)))
        .isEqualTo("0508" + "00a38d06" + "0aac0200" + "0a80a8d6b90700" + "6162");
  }

  @Test
  void eventsOfEverySizeAndDirectionComeBackAsTheyWere() throws FormatException {
    Random random = new Random(SEED);
    for (int round = 0; round < 40; round++) {
      List<TimedEvent> events = timed(7, 11, mixed(random, 1 + random.nextInt(400)));

      assertThat(SegmentReader.read(build(new SegmentBuilder(), events)))
          .as("seed %s, round %s", SEED, round)
          .isEqualTo(events);
    }
  }

  /**
   * What the format promises of every machine and every later release: the same bytes. The events
   * are the same at every run, too, since the sequence of {@link Random} is specified.
   */
  @ParameterizedTest
  @CsvSource({
    "33a322617e590bb80e25bd703ba3fe1dc9372be5b693c24b8638013c1407bd6d, 2000, small enough for the higher level",
    "9fc6b6e295ed6d1910841c4a2716e283bd9b247d2a460c22307ad3584b93f868, 30000, for the lower level"
  })
  void knownEventsGiveKnownBytes(String sha256, int events, String what) throws FormatException {
    Random random = new Random(4);
    List<Event> typed = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      String word = "word" + random.nextInt(500) + " ";
      typed.add(new Event.Input(0, Content.of(word)));
      typed.add(new Event.Output(0, Content.of(word + random.nextInt(100_000) + "\r\n")));
    }

    byte[] segment = build(new SegmentBuilder(), timed(0, 0, typed));

    int plainLength = SegmentHeader.read(ByteBuffer.wrap(segment)).plainLength();
    assertThat(plainLength <= SegmentBuilder.SMALL_MAX_BYTES)
        .as("%s: %s", what, plainLength)
        .isEqualTo(what.startsWith("small"));
    assertThat(Sha256.hex(segment)).isEqualTo(sha256);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0101 00 ffffffffffffffffff01 7f7f, time that goes back",
    "3, 010101 00 ffffffffffffffff7f ffffffffffffffff7f 7f7f7f, time that wraps around",
    "1, 01 05 7f, first event off its time",
    "1, 02 00 7f, event longer than what is left",
    "1, 01 00 7f00, event shorter than what is left",
    "1, 00 00 7f, event without a kind",
    "2, 0200 0000 7f7f, event without anything",
    "1, ffffffff0f 00 7f, length out of range",
    "1, 81808008 00 7f, length above the limit",
    "1, 808080, lengths cut off",
    "1, 018080, deltas cut off",
    "1, 03 00 0a0100, content that is empty and whole",
    "1, 01 00 0a, output without a stream",
    "1, 02 00 0a80, output whose stream is cut off",
    "1, 02 00 0a01, output without a content",
    "1, 03 00 0a0103, withheld content without a length",
    "2, 0104 0000 7f 0c01, input that nothing is left for",
    "2, 0204 0000 0a01 0b01, contents cut off in the heads",
    "1, 04 00 0a808080, stream that never ends"
  })
  void hostileColumnsAreRefused(int events, String hex, String what) throws FormatException {
    byte[] plain = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] segment = segmentOf(Zstd.compress(plain), events, plain.length);
    if (what.endsWith("whole")) {
      // So that the test notices if it refuses everything.
      assertThat(SegmentReader.read(segment)).hasSize(1);
      return;
    }

    assertThatThrownBy(() -> SegmentReader.read(segment))
        .as(what)
        .isInstanceOf(FormatException.class);
  }

  @Test
  void lengthsThatAddUpToARightNumberOnlyInThirtyTwoBitsAreRefused() {
    // 256 bodies of 16 MiB are 2^32 bytes, which 32 bits take for none.
    int events = 257;
    ByteWriter columns = new ByteWriter(4096);
    for (int i = 1; i < events; i++) {
      columns.putVarint(SegmentHeader.PLAIN_MAX_BYTES);
    }
    columns.putVarint(3);
    columns.putBytes(new byte[events], 0, events);
    columns.putBytes(new byte[] {0x0a, 1, 0}, 0, 3);
    byte[] plain = Arrays.copyOf(columns.array(), columns.length());

    assertThatThrownBy(
            () -> SegmentReader.read(segmentOf(Zstd.compress(plain), events, plain.length)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("as long as they say");
  }

  @Test
  void columnsCutAnywhereAreRefused() throws FormatException {
    byte[] segment = build(new SegmentBuilder(), timed(0, 0, EventSamples.session()));
    int events = SegmentHeader.read(ByteBuffer.wrap(segment)).events();
    byte[] plain = plain(segment);
    for (int length = 0; length < plain.length; length++) {
      byte[] cut = Arrays.copyOf(plain, length);

      assertThatThrownBy(
              () -> SegmentReader.read(segmentOf(Zstd.compress(cut), events, cut.length)))
          .as("%s bytes", length)
          .isInstanceOf(FormatException.class);
    }
  }

  @Test
  void readingAnyColumnsGivesEventsOrAFormatException() throws FormatException {
    Random random = new Random(SEED);
    byte[] good = plain(build(new SegmentBuilder(), timed(0, 0, EventSamples.session())));
    int events = EventSamples.session().size();
    int read = 0;
    for (int round = 0; round < 10_000; round++) {
      byte[] plain = good.clone();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        // Mostly lengths, times and the first heads, on which everything else hangs.
        int at = random.nextInt(random.nextBoolean() ? plain.length : 4 * events);
        plain[at] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        assertThat(SegmentReader.read(segmentOf(Zstd.compress(plain, 1), events, plain.length)))
            .hasSize(events);
        read++;
      } catch (FormatException _) {
        // The one allowed exception.
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + SEED + ", round " + round, e);
      }
    }
    assertThat(read).as("flips that only change a content or a time").isPositive();
  }

  private static List<Event> mixed(Random random, int count) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[random.nextInt(1 << random.nextInt(12))];
      random.nextBytes(bytes);
      Content content =
          random.nextInt(5) == 0
              ? new Content.Withheld(WithheldReason.POLICY, bytes.length)
              : Content.of(bytes);
      int stream = random.nextInt(1 << random.nextInt(1, 31));
      events.add(
          switch (random.nextInt(7)) {
            case 0, 1 -> new Event.Output(stream, content);
            case 2 -> new Event.ErrorOutput(stream, content);
            case 3, 4 -> new Event.Input(stream, content);
            case 5 -> new Event.CommandStarted(stream, content);
            default -> new Event.UnknownEvent(99, Content.of(bytes));
          });
    }
    return events;
  }

  /** The columns of a segment, by nothing but its header's numbers. */
  private static byte[] plain(byte[] segment) throws FormatException {
    SegmentHeader header = SegmentHeader.read(ByteBuffer.wrap(segment));
    byte[] plain = new byte[header.plainLength()];
    assertThat(
            Zstd.decompressByteArray(
                plain, 0, plain.length, segment, SegmentHeader.BYTES, header.compressedLength()))
        .isEqualTo(plain.length);
    return plain;
  }
}
