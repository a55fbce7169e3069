package dev.gatescribe.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
  @Test
  void controlCharactersBecomeBlanks() {
    assertThat(OneLine.of("a\u001b[31mb\r\nc\u0000d\u009be", 100)).isEqualTo("a [31mb  c d e");
  }

  @Test
  void noMoreIsKeptThanAskedForAndNoCharacterIsCut() {
    assertThat(OneLine.of("ab\uD83D\uDE00cd", 3)).isEqualTo("ab\uD83D\uDE00");
  }
}
