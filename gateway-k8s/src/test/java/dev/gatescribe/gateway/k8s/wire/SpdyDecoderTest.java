package dev.gatescribe.gateway.k8s.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPDY as somebody else writes it, and as nobody should. */
class SpdyDecoderTest {
  private final SpdyFrames frames = new SpdyFrames();

  @AfterEach
  void close() {
    frames.close();
  }

  @Test
  void framesOfNettyComeThenTheirSignalsAreRead() throws WireException {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    wire.writeBytes(frames.open(1, Map.of("streamtype", "data", "port", "80", "requestid", "0")));
    wire.writeBytes(frames.open(3, Map.of("streamtype", "error", "port", "80", "requestid", "0")));
    wire.writeBytes(frames.ping());
    wire.writeBytes(frames.data(1, "hello".getBytes(StandardCharsets.US_ASCII), true));
    wire.writeBytes(frames.window(1));
    wire.writeBytes(frames.reply(1));
    wire.writeBytes(frames.reset(3));

    assertThat(decodeWhole(wire.toByteArray()))
        .containsExactly(
            "Opened[channel=1, headers={port=80, requestid=0, streamtype=data}]",
            "Opened[channel=3, headers={port=80, requestid=0, streamtype=error}]",
            "Data[1, hello]",
            "Ended[channel=1]",
            "Reset[channel=3]");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void framesComeInAnyPiecesThenTheSameIsRead(boolean tunnelled) throws WireException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      try (SpdyFrames peer = new SpdyFrames()) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        wire.writeBytes(peer.open(1, Map.of("streamtype", "stdin")));
        for (int i = 0; i < 8; i++) {
          byte[] payload = new byte[random.nextInt(3_000)];
          random.nextBytes(payload);
          sent.writeBytes(payload);
          wire.writeBytes(peer.data(1, payload, false));
          wire.writeBytes(peer.open(3 + 2 * i, Map.of("streamtype", "x" + random.nextInt())));
        }
        wire.writeBytes(peer.data(1, new byte[0], true));
        ChannelDecoder decoder = tunnelled ? new TunnelledSpdyDecoder(true) : new SpdyDecoder();
        byte[] bytes = tunnelled ? inMessages(wire.toByteArray(), random) : wire.toByteArray();

        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int others = 0;
        for (int at = 0; at < bytes.length; ) {
          int length = Math.min(1 + random.nextInt(900), bytes.length - at);
          for (ChannelSignal signal : decoder.decode(ByteBuffer.wrap(bytes, at, length))) {
            if (signal instanceof ChannelSignal.Data(int _, ByteBuffer data)) {
              byte[] copy = new byte[data.remaining()];
              data.get(copy);
              read.writeBytes(copy);
            } else {
              others++;
            }
          }
          at += length;
        }

        assertThat(read.toByteArray()).isEqualTo(sent.toByteArray());
        assertThat(others).isEqualTo(10);
      }
    }
  }

  private static byte[] inMessages(byte[] wire, Random random) {
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    for (int at = 0; at < wire.length; ) {
      int length = Math.min(1 + random.nextInt(500), wire.length - at);
      byte[] part = Arrays.copyOfRange(wire, at, at + length);
      messages.writeBytes(WebSocketFrames.frame(WebSocketOpcode.BINARY, true, part, true, random));
      at += length;
    }
    return messages.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "another version,             80 02 00 01 00 00 00 00",
    "an unknown control frame,    80 03 00 05 00 00 00 00",
    "a control frame of 16 MiB,   80 03 00 01 00 ff ff ff",
    "a stream opened by nothing,  80 03 00 01 00 00 00 04 00 00 00 01",
    "a reset of nothing,          80 03 00 03 00 00 00 00",
    "headers that are not packed, 80 03 00 08 00 00 00 08 00 00 00 01 01 02 03 04",
    "another dictionary,          80 03 00 08 00 00 00 0c 00 00 00 01 78 bb 00 00 00 01 00 00",
  })
  void bytesAreNotOfTheProtocolThenThatIsSaid(String what, String hex) {
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);

    assertThatThrownBy(() -> new SpdyDecoder().decode(ByteBuffer.wrap(bytes)))
        .as(what)
        .isInstanceOf(WireException.class);
  }

  @Test
  void headersUnpackToMegabytesThenThatIsRefused() {
    byte[] bomb = packed(new byte[8 * 1_024 * 1_024]);
    assertThat(bomb.length).isLessThan(SpdyDecoder.CONTROL_MAX_BYTES);

    assertThatThrownBy(() -> new SpdyDecoder().decode(opening(bomb)))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("too long");
  }

  @ParameterizedTest
  @CsvSource({
    "more pairs than there are,    00 00 00 02 00 00 00 01 61 00 00 00 01 62",
    "pairs without number,         7f ff ff ff",
    "a negative number of pairs,   ff ff ff ff",
    "a name longer than the block, 00 00 00 01 00 00 00 09 61",
    "a negative length,            00 00 00 01 ff ff ff ff 61",
    "a name twice,                 00 00 00 02 00 00 00 01 61 00 00 00 00 00 00 00 01 41 00 00 00 00",
    "bytes behind the pairs,       00 00 00 00 00",
  })
  void headersAreNotOfTheProtocolThenThatIsSaid(String what, String hex) {
    byte[] block = packed(HexFormat.ofDelimiter(" ").parseHex(hex));

    assertThatThrownBy(() -> new SpdyDecoder().decode(opening(block)))
        .as(what)
        .isInstanceOf(WireException.class);
  }

  @Test
  void anythingIsSentThenItIsReadOrRefusedAndNothingElseHappens() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 5_000; round++) {
      ChannelDecoder decoder =
          switch (round % 3) {
            case 0 -> new SpdyDecoder();
            case 1 -> new TunnelledSpdyDecoder(random.nextBoolean());
            default -> new NumberedChannelDecoder(random.nextBoolean(), random.nextBoolean());
          };
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (round % 3 == 0 && bytes.length > 7) {
        bytes[0] = (byte) 0x80;
        bytes[1] = 3;
        bytes[2] = 0;
        bytes[3] = (byte) random.nextInt(10);
        bytes[5] = 0;
        bytes[6] = 0;
      }
      try {
        decoder.decode(ByteBuffer.wrap(bytes));
      } catch (WireException expected) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  private static ByteBuffer opening(byte[] block) {
    return ByteBuffer.allocate(18 + block.length)
        .putInt(0x80030001)
        .putInt(10 + block.length)
        .putInt(1)
        .putInt(0)
        .putShort((short) 0)
        .put(block)
        .flip();
  }

  private static byte[] packed(byte[] plain) {
    try (Deflater deflater = new Deflater()) {
      deflater.setDictionary(SpdyDictionary.bytes());
      deflater.setInput(plain);
      byte[] packed = new byte[64 * 1_024];
      int length = deflater.deflate(packed, 0, packed.length, Deflater.SYNC_FLUSH);
      return Arrays.copyOf(packed, length);
    }
  }

  private static List<String> decodeWhole(byte[] wire) throws WireException {
    List<String> signals = new ArrayList<>();
    for (ChannelSignal signal : new SpdyDecoder().decode(ByteBuffer.wrap(wire))) {
      signals.add(
          switch (signal) {
            case ChannelSignal.Opened(int channel, Map<String, String> headers) ->
                "Opened[channel=" + channel + ", headers=" + new TreeMap<>(headers) + "]";
            case ChannelSignal.Data(int channel, ByteBuffer bytes) ->
                "Data[" + channel + ", " + StandardCharsets.US_ASCII.decode(bytes) + "]";
            case ChannelSignal other -> other.toString();
          });
    }
    return signals;
  }
}
