package dev.gatescribe.recording.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.recording.EventSamples;
import dev.gatescribe.recording.RecordingFixture;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentBearing;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.WithheldReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
  /** A seed of one's own: {@code -Dgatescribe.seed=…}. */
  private static final long SEED = Long.getLong("gatescribe.seed", System.nanoTime());

  static List<Event> samples() {
    List<Event> samples = new ArrayList<>(EventSamples.session());
    samples.addAll(EventSamples.audit());
    samples.addAll(EventSamples.database());
    samples.addAll(EventSamples.kubernetes());
    samples.addAll(EventSamples.limited());
    return samples;
  }

  @Test
  void thereIsASampleOfEveryKindOfEvent() {
    Set<Class<?>> sampled = samples().stream().map(Object::getClass).collect(Collectors.toSet());

    assertThat(sampled)
        .as("a new kind of event needs a sample in EventSamples")
        .containsExactlyInAnyOrderElementsOf(recordsOf(Event.class));
  }

  private static List<Class<?>> recordsOf(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses())
        .flatMap(kind -> kind.isRecord() ? Stream.of(kind) : recordsOf(kind).stream())
        .collect(Collectors.toList());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyKindComesBackAsItWas(Event event) throws FormatException {
    assertThat(EventCodec.decode(RecordingFixture.body(event))).isEqualTo(event);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void fieldsAddedByALaterReleaseAreIgnored(Event event) throws FormatException {
    ByteBuffer body = RecordingFixture.body(event);
    ByteBuffer longer =
        ByteBuffer.allocate(body.remaining() + 3).put(body).put(new byte[] {1, 2, 3}).flip();

    Event decoded = EventCodec.decode(longer);

    assertThat(decoded.getClass()).isEqualTo(event.getClass());
    if (!hasBytesToTheEnd(event)) {
      assertThat(decoded).isEqualTo(event);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void bodyCutAnywhereIsRefusedOrShorter(Event event) throws FormatException {
    ByteBuffer body = RecordingFixture.body(event);
    for (int length = 0; length < body.limit(); length++) {
      try {
        Event decoded = EventCodec.decode(body.duplicate().limit(length));
        // Only what runs to the end of the body can be cut without notice.
        assertThat(hasBytesToTheEnd(event)).as("cut at %s", length).isTrue();
        assertThat(decoded).isNotEqualTo(event);
      } catch (FormatException _) {
        // This is how a reader learns of it.
      }
    }
  }

  private static boolean hasBytesToTheEnd(Event event) {
    return event instanceof ContentBearing bearing && bearing.content() instanceof Content.Clear;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1f", "3f", "5f", "c801", "ffffffff07"})
  void unknownKindKeepsItsBody(String kind) throws FormatException {
    byte[] body = HexFormat.of().parseHex(kind + "00ff10");

    Event decoded = EventCodec.decode(ByteBuffer.wrap(body));

    assertThat(decoded).isInstanceOf(Event.UnknownEvent.class);
    assertThat(((Event.UnknownEvent) decoded).body())
        .isEqualTo(Content.of(new byte[] {0, (byte) 0xff, 0x10}));
    assertThat(RecordingFixture.body(decoded)).isEqualTo(ByteBuffer.wrap(body));
  }

  @Test
  void codeThatALaterReleaseAddedMakesAnUnknownEventAndNoError() throws FormatException {
    byte[] openedInANewWay = {3, 0, 9};
    byte[] withheldForANewReason = {10, 0, 9, 100};

    assertThat(EventCodec.decode(ByteBuffer.wrap(openedInANewWay)))
        .isEqualTo(new Event.UnknownEvent(3, Content.of(new byte[] {0, 9})));
    assertThat(EventCodec.decode(ByteBuffer.wrap(withheldForANewReason)))
        .isEqualTo(new Event.UnknownEvent(10, Content.of(new byte[] {0, 9, 100})));
  }

  @Test
  void longTextIsCutAtACharacter() throws FormatException {
    String fits = "a".repeat(ByteWriter.TEXT_MAX_BYTES);
    String snowmen = "x" + "☃".repeat(ByteWriter.TEXT_MAX_BYTES);

    assertThat(detailAfterRoundTrip(fits)).isEqualTo(fits);
    assertThat(detailAfterRoundTrip(fits + "a")).isEqualTo(fits);
    assertThat(detailAfterRoundTrip(snowmen))
        .isEqualTo("x" + "☃".repeat((ByteWriter.TEXT_MAX_BYTES - 1) / 3))
        .isEqualTo(ByteWriter.cut(snowmen));
  }

  private static String detailAfterRoundTrip(String detail) throws FormatException {
    Event event = new Event.SessionEnded(EndReason.CLIENT_CLOSED, detail);
    return ((Event.SessionEnded) EventCodec.decode(RecordingFixture.body(event))).detail();
  }

  @Test
  void textLongerThanAllowedIsRefusedBeforeItIsRead() {
    // SessionEnded whose reason claims 16 KiB and one byte.
    ByteWriter body = new ByteWriter(8);
    body.putVarint(2);
    body.putVarint(ByteWriter.TEXT_MAX_BYTES + 1);

    assertThatThrownBy(
            () -> EventCodec.decode(ByteBuffer.wrap(Arrays.copyOf(body.array(), 40_000))))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void contentOfMoreThanOneMebibyteIsNeitherWrittenNorRead() throws FormatException {
    byte[] largest = new byte[EventCodec.CONTENT_MAX_BYTES];
    Event event = new Event.Output(0, Content.of(largest));
    assertThat(EventCodec.decode(RecordingFixture.body(event))).isEqualTo(event);

    byte[] larger = new byte[EventCodec.CONTENT_MAX_BYTES + 1];
    assertThatThrownBy(() -> RecordingFixture.body(new Event.Output(0, Content.of(larger))))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] body = new byte[larger.length + 3];
    body[0] = 10;
    assertThatThrownBy(() -> EventCodec.decode(ByteBuffer.wrap(body)))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void negativeLengthOfWithheldContentIsRefused() {
    byte[] body = HexFormat.of().parseHex("0a00" + "01" + "ffffffffffffffffff01"); // 2^64 - 1 bytes

    assertThatThrownBy(() -> EventCodec.decode(ByteBuffer.wrap(body)))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void hugeNumbersComeBack() throws FormatException {
    for (Event event :
        List.of(
            new Event.Exited(Integer.MAX_VALUE, -1),
            new Event.Exited(0, Long.MAX_VALUE),
            new Event.TerminalResized(0, Integer.MAX_VALUE, 0),
            new Event.Input(1, new Content.Withheld(WithheldReason.POLICY, Long.MAX_VALUE)))) {
      assertThat(EventCodec.decode(RecordingFixture.body(event))).isEqualTo(event);
    }
  }

  @Test
  void decodingAnythingGivesAnEventOrAFormatException() {
    Random random = new Random(SEED);
    List<Event> samples = samples();
    for (int round = 0; round < 200_000; round++) {
      byte[] body = round % 2 == 0 ? noise(random) : mutated(samples, random);
      try {
        assertThat(EventCodec.decode(ByteBuffer.wrap(body))).isNotNull();
      } catch (FormatException _) {
        // The one allowed exception.
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + SEED + ", body " + HexFormat.of().formatHex(body), e);
      }
    }
  }

  private static byte[] noise(Random random) {
    byte[] body = new byte[random.nextInt(64)];
    random.nextBytes(body);
    if (body.length > 0 && random.nextBoolean()) {
      body[0] = (byte) (1 + random.nextInt(EventKind.HIGHEST + 1));
    }
    return body;
  }

  private static byte[] mutated(List<Event> samples, Random random) {
    byte[] body =
        RecordingFixture.body(samples.get(random.nextInt(samples.size()))).array().clone();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
    }
    return Arrays.copyOf(body, random.nextInt(body.length + 8));
  }
}
