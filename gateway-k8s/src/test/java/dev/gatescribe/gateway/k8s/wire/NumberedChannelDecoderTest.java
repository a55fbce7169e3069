package dev.gatescribe.gateway.k8s.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels inside a WebSocket, in whatever pieces they come. */
class NumberedChannelDecoderTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void framesOfAnyShapeComeInAnyPiecesThenEachChannelHasItsBytes(boolean masked)
      throws WireException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Map<Integer, ByteArrayOutputStream> sent = new TreeMap<>();
      byte[] wire = conversation(random, masked, sent);
      Map<Integer, ByteArrayOutputStream> read = new TreeMap<>();

      for (ChannelSignal signal :
          decode(new NumberedChannelDecoder(masked, true), wire, random, read)) {
        assertThat(signal.channel()).isBetween(0, 4);
      }

      assertThat(bytes(read)).isEqualTo(bytes(sent));
    }
  }

  private static byte[] conversation(
      Random random, boolean masked, Map<Integer, ByteArrayOutputStream> sent) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int i = 0; i < 12; i++) {
      int channel = random.nextInt(5);
      byte[] payload = new byte[random.nextInt(6) == 0 ? 70_000 : random.nextInt(300)];
      random.nextBytes(payload);
      sent.computeIfAbsent(channel, _ -> new ByteArrayOutputStream()).writeBytes(payload);
      byte[] message = new byte[payload.length + 1];
      message[0] = (byte) channel;
      System.arraycopy(payload, 0, message, 1, payload.length);
      int cut = random.nextInt(message.length + 1);
      byte[] first = Arrays.copyOf(message, cut);
      byte[] second = Arrays.copyOfRange(message, cut, message.length);
      WebSocketOpcode opcode = random.nextBoolean() ? WebSocketOpcode.BINARY : WebSocketOpcode.TEXT;
      wire.writeBytes(WebSocketFrames.frame(opcode, false, first, masked, random));
      if (random.nextBoolean()) {
        wire.writeBytes(
            WebSocketFrames.frame(WebSocketOpcode.PING, true, new byte[3], masked, random));
      }
      wire.writeBytes(
          WebSocketFrames.frame(WebSocketOpcode.CONTINUATION, true, second, masked, random));
    }
    wire.writeBytes(
        WebSocketFrames.frame(WebSocketOpcode.CLOSE, true, new byte[] {3, -24}, masked, random));
    return wire.toByteArray();
  }

  private static List<ChannelSignal> decode(
      ChannelDecoder decoder, byte[] wire, Random random, Map<Integer, ByteArrayOutputStream> read)
      throws WireException {
    List<ChannelSignal> signals = new ArrayList<>();
    for (int at = 0; at < wire.length; ) {
      int length =
          Math.min(1 + random.nextInt(random.nextBoolean() ? 5 : 20_000), wire.length - at);
      for (ChannelSignal signal : decoder.decode(ByteBuffer.wrap(wire, at, length))) {
        if (signal instanceof ChannelSignal.Data(int channel, ByteBuffer bytes)) {
          byte[] copy = new byte[bytes.remaining()];
          bytes.get(copy);
          read.computeIfAbsent(channel, _ -> new ByteArrayOutputStream()).writeBytes(copy);
        }
        signals.add(signal);
      }
      at += length;
    }
    return signals;
  }

  private static Map<Integer, List<Byte>> bytes(Map<Integer, ByteArrayOutputStream> streams) {
    Map<Integer, List<Byte>> bytes = new TreeMap<>();
    streams.forEach((channel, stream) -> {
      List<Byte> list = new ArrayList<>();
      for (byte b : stream.toByteArray()) {
        list.add(b);
      }
      if (!list.isEmpty()) {
        bytes.put(channel, list);
      }
    });
    return bytes;
  }

  @Test
  void aMessageEndsThenThatIsSaid() throws WireException {
    assertThat(
            new NumberedChannelDecoder(false, true)
                .decode(ByteBuffer.wrap(WebSocketFrames.onChannel(3, new byte[] {'x'}, false))))
        .hasSize(2)
        .last()
        .isEqualTo(new ChannelSignal.MessageEnded(3));
  }

  @Test
  void aChannelIsClosedThenThatIsSaidFromVersionFiveOn() throws WireException {
    byte[] close = WebSocketFrames.onChannel(255, new byte[] {0}, true);

    assertThat(new NumberedChannelDecoder(true, true).decode(ByteBuffer.wrap(close)))
        .containsExactly(new ChannelSignal.Ended(0));
    assertThat(new NumberedChannelDecoder(true, false).decode(ByteBuffer.wrap(close)))
        .first()
        .isInstanceOf(ChannelSignal.Data.class);
  }

  @ParameterizedTest
  @CsvSource({
    "a reserved bit,                     c2 00",
    "an unknown opcode,                  83 00",
    "masked by a server,                 82 80",
    "a continuation of nothing,          80 00",
    "a message within a message,         02 00 82 00",
    "a ping in parts,                    09 00",
    "a ping that is too long,            89 7e 00 80",
    "a negative length,                  82 7f 80 00 00 00 00 00 00 00",
    "bytes behind the close,             88 00 82",
    "a close of no channel,              82 01 ff",
    "a close of two channels,            82 03 ff 00 01",
  })
  void bytesAreNotOfTheProtocolThenThatIsSaid(String what, String hex) {
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);

    assertThatThrownBy(() -> new NumberedChannelDecoder(false, true).decode(ByteBuffer.wrap(bytes)))
        .as(what)
        .isInstanceOf(WireException.class);
  }

  @Test
  void aClientDoesNotMaskThenThatIsRefused() {
    byte[] unmasked = WebSocketFrames.onChannel(0, new byte[] {'x'}, false);

    assertThatThrownBy(
            () -> new NumberedChannelDecoder(true, true).decode(ByteBuffer.wrap(unmasked)))
        .isInstanceOf(WireException.class);
  }

  @Test
  void anEndlessFrameIsAnnouncedThenItsBytesPassAndNothingIsKept() throws WireException {
    NumberedChannelDecoder decoder = new NumberedChannelDecoder(false, true);
    ByteBuffer head = ByteBuffer.allocate(11).put((byte) 0x82).put((byte) 127);
    head.putLong(Long.MAX_VALUE).put((byte) 1).flip();
    assertThat(decoder.decode(head)).isEmpty();

    long passed = 0;
    for (int i = 0; i < 1_000; i++) {
      for (ChannelSignal signal : decoder.decode(ByteBuffer.allocate(64 * 1_024))) {
        passed += ((ChannelSignal.Data) signal).bytes().remaining();
      }
    }

    assertThat(passed).isEqualTo(1_000L * 64 * 1_024);
  }
}
