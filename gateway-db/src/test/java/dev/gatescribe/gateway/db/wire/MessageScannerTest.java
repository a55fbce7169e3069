package dev.gatescribe.gateway.db.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Wherever a stream is cut, the same messages are found; whatever comes, nothing else is thrown.
 */
class MessageScannerTest {
  private static final int RUNS = 200;

  /** One seed a run; the property replays one. */
  static List<Long> seeds() {
    String given = System.getProperty("gatescribe.seed");
    if (given != null) {
      return List.of(Long.parseLong(given));
    }
    return new Random().longs(RUNS).boxed().toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void streamCutAnywhereGivesTheSameMessages(long seed) throws ProtocolViolation {
    Random random = new Random(seed);
    ByteBuf stream = Unpooled.buffer();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] body = new byte[random.nextInt(4) == 0 ? random.nextInt(200_000) : random.nextInt(50)];
      random.nextBytes(body);
      stream.writeByte('Q').writeInt(body.length + 4).writeBytes(body);
      expected.add("Q" + body.length + ":" + java.util.Arrays.hashCode(body));
    }

    Collector collector = new Collector();
    MessageScanner scanner = new MessageScanner();
    ByteBuf held = Unpooled.buffer();
    while (stream.isReadable()) {
      int piece = Math.min(stream.readableBytes(), 1 + random.nextInt(random.nextInt(70_000) + 1));
      held.writeBytes(stream, piece);
      int end = scanner.scan(held, collector);
      held.readerIndex(end);
      held.discardReadBytes();
      assertThat(held.readableBytes())
          .isLessThanOrEqualTo(MessageCaps.HEAD_MAX_BYTES + MessageFrame.HEADER_BYTES);
    }

    assertThat(held.isReadable()).isFalse();
    assertThat(scanner.isAtBoundary()).isTrue();
    assertThat(collector.messages()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void garbageIsAViolationOrAMessageAndNothingElse(long seed) {
    Random random = new Random(seed);
    byte[] garbage = new byte[random.nextInt(300)];
    random.nextBytes(garbage);
    for (ClientMessageType type : ClientMessageType.values()) {
      attempt(() -> ClientMessage.decode(type, Unpooled.wrappedBuffer(garbage)));
    }
    attempt(() -> Authentication.decode(Unpooled.wrappedBuffer(garbage)));
    attempt(() -> UpstreamMessage.ErrorResponse.decode(Unpooled.wrappedBuffer(garbage)));
    attempt(() -> UpstreamMessage.NotificationResponse.decode(Unpooled.wrappedBuffer(garbage)));
    attempt(() -> UpstreamMessage.BackendKeyData.decode(Unpooled.wrappedBuffer(garbage)));
    attempt(() -> UpstreamMessage.NegotiateProtocolVersion.decode(Unpooled.wrappedBuffer(garbage)));
    Diagnostics.decodeHead(Unpooled.wrappedBuffer(garbage));
    ByteBuf packet = Unpooled.buffer();
    packet.writeInt(garbage.length + 8).writeShort(3).writeShort(0).writeBytes(garbage);
    attempt(() -> StartupPacket.decode(packet));
  }

  private interface Decoding {
    Object decode() throws ProtocolViolation;
  }

  private static void attempt(Decoding decoding) {
    try {
      assertThat(decoding.decode()).isNotNull();
    } catch (ProtocolViolation expected) {
      assertThat(expected.explanation()).isNotBlank();
    }
  }

  /** Puts bodies together again from their heads and pieces. */
  private static final class Collector implements MessageScanner.Visitor {
    private final List<ByteBuf> bodies = new ArrayList<>();

    @Override
    public int headLength(ByteBuf in, int headerIndex) throws ProtocolViolation {
      return Math.min(
          MessageFrame.bodyLength(in, headerIndex, MessageCaps.LARGE_MAX_BYTES),
          MessageCaps.HEAD_MAX_BYTES);
    }

    @Override
    public void onMessage(ByteBuf in, byte type, int bodyIndex, int headLength, int bodyLength) {
      bodies.add(Unpooled.buffer().writeBytes(in, bodyIndex, headLength));
    }

    @Override
    public void onPiece(ByteBuf in, int index, int length, boolean last) {
      bodies.getLast().writeBytes(in, index, length);
    }

    List<String> messages() {
      return bodies.stream()
          .map(body -> {
            byte[] bytes = new byte[body.readableBytes()];
            body.readBytes(bytes);
            return "Q" + bytes.length + ":" + java.util.Arrays.hashCode(bytes);
          })
          .toList();
    }
  }
}
