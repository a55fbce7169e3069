package dev.gatescribe.gateway.ssh.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.sshd.common.util.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataPacketTest {
  @Test
  void plainDataIsFramedAsTheRfcSays() {
    byte[] bytes = "hello".getBytes(StandardCharsets.UTF_8);
    Buffer buffer = new DataPacket(DataKind.PLAIN, bytes, 0, bytes.length).frame(7);

    assertThat(buffer.rpos()).as("room for length and padding length").isGreaterThanOrEqualTo(5);
    assertThat(buffer.getByte()).isEqualTo((byte) 94);
    assertThat(buffer.getUInt()).isEqualTo(7);
    assertThat(buffer.getString()).isEqualTo("hello");
    assertThat(buffer.available()).isZero();
  }

  @Test
  void errorDataCarriesItsType() {
    byte[] bytes = "oops".getBytes(StandardCharsets.UTF_8);
    Buffer buffer = new DataPacket(DataKind.ERROR, bytes, 0, bytes.length).frame(0xFFFF_FFFFL);

    assertThat(buffer.rpos()).isGreaterThanOrEqualTo(5);
    assertThat(buffer.getByte()).isEqualTo((byte) 95);
    assertThat(buffer.getUInt()).isEqualTo(0xFFFF_FFFFL);
    assertThat(buffer.getUInt()).isEqualTo(1);
    assertThat(buffer.getString()).isEqualTo("oops");
  }

  @Test
  void dataOfAnotherKindOrTooMuchIsNotAppended() {
    DataPacket packet = new DataPacket(DataKind.PLAIN, new byte[DataPacket.DATA_MAX - 1], 0, 10);

    assertThat(packet.append(DataKind.ERROR, new byte[1], 0, 1)).isFalse();
    assertThat(
            packet.append(
                DataKind.PLAIN, new byte[DataPacket.DATA_MAX], 0, DataPacket.DATA_MAX - 10))
        .isTrue();
    assertThat(packet.append(DataKind.PLAIN, new byte[1], 0, 1)).isFalse();
    assertThat(packet.length()).isEqualTo(DataPacket.DATA_MAX);
  }

  /** Appending, splitting and framing in any order must lose, double or move nothing. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15})
  void whatGoesInComesOut(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] all = new byte[1 + random.nextInt(DataPacket.DATA_MAX)];
      random.nextBytes(all);
      int given = 1 + random.nextInt(all.length);
      DataPacket packet = new DataPacket(DataKind.PLAIN, all, 0, given);
      while (given < all.length) {
        int length = 1 + random.nextInt(all.length - given);
        assertThat(packet.append(DataKind.PLAIN, all, given, length)).isTrue();
        given += length;
      }
      byte[] received = new byte[all.length];
      int taken = 0;
      while (packet.length() > 1 && random.nextInt(3) > 0) {
        DataPacket first = packet.split(1 + random.nextInt(packet.length() - 1));
        taken += unframe(first, received, taken);
      }
      taken += unframe(packet, received, taken);
      assertThat(taken).isEqualTo(all.length);
      assertThat(received).isEqualTo(all);
    }
  }

  private static int unframe(DataPacket packet, byte[] received, int at) {
    Buffer buffer = packet.frame(1);
    buffer.getByte();
    buffer.getUInt();
    byte[] bytes = buffer.getBytes();
    System.arraycopy(bytes, 0, received, at, bytes.length);
    return bytes.length;
  }
}
