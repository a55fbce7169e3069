package dev.gatescribe.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0,0B",
    "1,1B",
    "1023,1023B",
    "1024,1KiB",
    "1536,1536B",
    "67108864,64MiB",
    "10737418240,10GiB",
    "1125899906842624,1024TiB"
  })
  void aSizeIsWrittenExactlyAndReadBack(long bytes, String text) {
    assertThat(ByteSize.text(bytes)).isEqualTo(text);
    assertThat(ByteSize.parse(text)).contains(bytes);
  }
}
