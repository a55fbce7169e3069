package dev.gatescribe.recording.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundValuesTest {
  private static final long SEED = Long.getLong("gatescribe.seed", System.nanoTime());

  /** Writes the message Bind from its formats on, and lies when it is told to. */
  private static final class Bind {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    Bind shorts(int... numbers) {
      return write(() -> {
        for (int number : numbers) {
          out.writeShort(number);
        }
      });
    }

    Bind value(byte[] value) {
      return write(() -> {
        out.writeInt(value.length);
        out.write(value);
      });
    }

    Bind value(String value) {
      return value(value.getBytes(StandardCharsets.UTF_8));
    }

    Bind length(int length) {
      return write(() -> out.writeInt(length));
    }

    private Bind write(Writing writing) {
      try {
        writing.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    BoundValues read(Integer... types) {
      return BoundValues.read(kept(bytes.toByteArray()), List.of(types));
    }

    private interface Writing {
      void run() throws IOException;
    }
  }

  private static KeptContent kept(byte[] bytes) {
    return new KeptContent(ByteBuffer.wrap(bytes), bytes.length, null, 0);
  }

  private static List<String> shown(BoundValues values) {
    return values.values().stream().map(value -> value.form() + " " + value.value()).toList();
  }

  @Test
  void eachValueHasItsOwnFormat() {
    BoundValues values =
        new Bind().shorts(3, 0, 1, 0).shorts(3).value("a").value("b").length(-1).shorts(0).read();

    assertThat(shown(values)).containsExactly("TEXT a", "HEX 62", "NULL ");
    assertThat(values.complete()).isTrue();
  }

  @Test
  void oneFormatIsForAllAndNoneMeansText() {
    assertThat(shown(new Bind().shorts(1, 1).shorts(2).value("a").value("b").shorts(0).read(25)))
        .containsExactly("TEXT a", "HEX 62");
    assertThat(shown(new Bind().shorts(0).shorts(2).value("a").value("b").shorts(0).read()))
        .containsExactly("TEXT a", "TEXT b");
  }

  @ParameterizedTest
  @CsvSource({
    "16, 01, TEXT t",
    "16, 00, TEXT f",
    "16, 0001, HEX 0001",
    "21, fffe, TEXT -2",
    "21, 00, HEX 00",
    "23, 0000002a, TEXT 42",
    "20, 8000000000000000, TEXT -9223372036854775808",
    "26, ffffffff, TEXT 4294967295",
    "700, 3fc00000, TEXT 1.5",
    "700, 7fc00000, TEXT NaN",
    "701, 4008000000000000, TEXT 3",
    "701, fff0000000000000, TEXT -Infinity",
    "25, 67c3bc, TEXT gü",
    "1043, 67fc, HEX 67fc",
    "114, 7b7d, TEXT {}",
    "2950, 00112233445566778899aabbccddeeff, TEXT 00112233-4455-6677-8899-aabbccddeeff",
    "2950, 0011, HEX 0011",
    "1700, 0001, HEX 0001",
    "0, 0000002a, HEX 0000002a",
    "-1, 0000002a, HEX 0000002a",
  })
  void binaryValueIsReadByItsType(int type, String hex, String expected) {
    byte[] value = HexFormat.of().parseHex(hex);

    assertThat(shown(new Bind().shorts(1, 1).shorts(1).value(value).shorts(0).read(type)))
        .containsExactly(expected);
  }

  @Test
  void textThatIsNoUtf8AndUnknownFormatsAreHexadecimal() {
    byte[] latin = {'g', (byte) 0xfc};

    assertThat(shown(new Bind().shorts(0).shorts(1).value(latin).shorts(0).read(25)))
        .containsExactly("HEX 67fc");
    assertThat(shown(new Bind().shorts(1, 7).shorts(1).value("a").shorts(0).read(25)))
        .containsExactly("HEX 61");
  }

  @Test
  void longValueIsShownByItsBeginning() {
    String value = "y".repeat(BoundValues.VALUE_MAX_BYTES) + "☃";

    BoundValues values = new Bind().shorts(0).shorts(2).value(value).value("z").shorts(0).read();

    assertThat(values.values().getFirst())
        .isEqualTo(
            new BoundValue(
                0,
                BoundValue.Form.TEXT,
                "y".repeat(BoundValues.VALUE_MAX_BYTES),
                BoundValues.VALUE_MAX_BYTES + 3,
                true));
    assertThat(values.values().getLast().value()).isEqualTo("z");
    assertThat(values.complete()).isTrue();
  }

  @Test
  void contentThatWasCutShowsTheBeginningOfTheValueThatItCuts() {
    byte[] beginning = {0, 0, 0, 2, 0, 0, 0, 9, 'a', 'b'};

    BoundValues values =
        BoundValues.read(new KeptContent(ByteBuffer.wrap(beginning), 1000, null, 0), List.of());

    assertThat(values.values())
        .containsExactly(new BoundValue(0, BoundValue.Form.TEXT, "ab", 9, true));
    assertThat(values.complete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, Integer.MAX_VALUE, -2, Integer.MIN_VALUE})
  void lengthThatLiesEndsTheReading(int length) {
    BoundValues values =
        new Bind().shorts(0).shorts(3).value("fine").length(length).shorts('x').read();

    assertThat(shown(values)).containsExactly("TEXT fine");
    assertThat(values.complete()).isFalse();
  }

  @Test
  void numberOfFormatsThatFitsNoValueIsNotGuessedAt() {
    BoundValues values =
        new Bind().shorts(2, 0, 1).shorts(3).value("a").value("b").value("c").read();

    assertThat(values).isEqualTo(new BoundValues(List.of(), false));
  }

  @Test
  void manyValuesAreShownByTheFirst() {
    Bind bind = new Bind().shorts(0).shorts(65_535);
    for (int i = 0; i < 65_535; i++) {
      bind.length(-1);
    }

    BoundValues values = bind.shorts(0).read();

    assertThat(values.values()).hasSize(BoundValues.MOST_VALUES);
    assertThat(values.complete()).isFalse();
  }

  @Test
  void whatWasBoundComesBackWhateverItIs() {
    Random random = new Random(SEED);
    for (int round = 0; round < 2_000; round++) {
      int count = random.nextInt(20);
      List<String> expected = new ArrayList<>();
      Bind bind = new Bind().shorts(0).shorts(count);
      for (int i = 0; i < count; i++) {
        if (random.nextInt(5) == 0) {
          bind.length(-1);
          expected.add("NULL ");
        } else {
          String value = text(random);
          bind.value(value);
          expected.add("TEXT " + value);
        }
      }

      BoundValues values = bind.shorts(0).read();

      assertThat(shown(values)).as("seed %s, round %s", SEED, round).isEqualTo(expected);
      assertThat(values.complete()).isTrue();
    }
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(30), 0x20, 0x2fff)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void anythingAtAllIsReadWithoutAnExceptionAndNeverMoreThanThereIs() {
    Random random = new Random(SEED);
    Integer[] types = {16, 20, 21, 23, 25, 26, 700, 701, 1043, 2950, 0, -1};
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[random.nextInt(48)];
      random.nextBytes(bytes);
      // Mostly small counts and lengths: noise alone would never come past the first one.
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = random.nextInt(3) == 0 ? bytes[i] : (byte) random.nextInt(3);
      }
      long length = random.nextBoolean() ? bytes.length : bytes.length + random.nextLong(1L << 40);
      try {
        BoundValues values =
            BoundValues.read(
                new KeptContent(ByteBuffer.wrap(bytes), length, null, 0), Arrays.asList(types));
        int shown = values.values().stream().mapToInt(value -> value.value().length()).sum();
        assertThat(shown).isLessThanOrEqualTo(40 * Math.max(1, bytes.length));
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "seed " + SEED + ", bytes " + HexFormat.of().formatHex(bytes) + " of " + length, e);
      }
    }
  }
}
