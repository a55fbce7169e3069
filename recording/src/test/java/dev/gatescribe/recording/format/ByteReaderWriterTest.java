package dev.gatescribe.recording.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteReaderWriterTest {

  @ParameterizedTest
  @CsvSource({
    "0,00",
    "1,01",
    "127,7f",
    "128,8001",
    "300,ac02",
    "16383,ff7f",
    "16384,808001",
    "9223372036854775807,ffffffffffffffff7f",
    "-1,ffffffffffffffffff01"
  })
  void numbersAreSevenBitsAByteLowestFirst(long value, String hex) throws FormatException {
    ByteWriter out = new ByteWriter(1);
    out.putVarint(value);

    assertThat(HexFormat.of().formatHex(out.array(), 0, out.length())).isEqualTo(hex);
    assertThat(ByteWriter.varintLength(value)).isEqualTo(hex.length() / 2);
    assertThat(reader(hex).varint()).isEqualTo(value);
  }

  @Test
  void numbersOfEveryLengthComeBack() throws FormatException {
    Random random = new Random(7);
    for (int bits = 0; bits < 64; bits++) {
      for (int i = 0; i < 100; i++) {
        long value = random.nextLong() >>> bits;
        ByteWriter out = new ByteWriter(1);
        out.putVarint(value);
        assertThat(out.length()).isEqualTo(ByteWriter.varintLength(value));
        assertThat(new ByteReader(ByteBuffer.wrap(out.array(), 0, out.length())).varint())
            .isEqualTo(value);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "80", "ffffffffffffffffff", "ffffffffffffffffff02", "8080808080808080808001"})
  void numberThatIsCutOffOrTooLongIsRefused(String hex) {
    assertThatThrownBy(() -> reader(hex).varint()).isInstanceOf(FormatException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0b", "ffffffff0f", "ffffffffffffffffff01"})
  void countAboveItsLimitIsRefused(String hex) throws FormatException {
    assertThat(reader("0a").count(10, "a number")).isEqualTo(10);
    assertThatThrownBy(() -> reader(hex).count(10, "a number"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("a number");
  }

  @Test
  void textLongerThanItsBytesIsRefused() throws FormatException {
    assertThat(reader("0361626364").text()).isEqualTo("abc");
    assertThatThrownBy(() -> reader("04616263").text()).isInstanceOf(FormatException.class);
  }

  @Test
  void textThatIsNotUtf8ComesWithReplacementCharacters() throws FormatException {
    assertThat(reader("02c328").text()).isEqualTo("\ufffd(");
  }

  @Test
  void growsAsNeededAndIsReused() {
    ByteWriter out = new ByteWriter(1);
    byte[] bytes = new byte[100_000];
    Arrays.fill(bytes, (byte) 5);
    out.putBytes(bytes, 10, 90_000);
    out.putBytes(ByteBuffer.wrap(bytes, 1, 99_999));

    assertThat(out.length()).isEqualTo(189_999);
    assertThat(out.array()[189_998]).isEqualTo((byte) 5);
    out.clear();
    assertThat(out.length()).isZero();
  }

  @Test
  void copiesABufferWithoutMovingIt() {
    ByteBuffer source = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1).limit(3);
    ByteWriter out = new ByteWriter(1);
    out.putBytes(source);

    assertThat(source.position()).isEqualTo(1);
    assertThat(Arrays.copyOf(out.array(), out.length())).containsExactly(2, 3);
  }

  private static ByteReader reader(String hex) {
    return new ByteReader(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }
}
