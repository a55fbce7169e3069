package dev.gatescribe.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.gateway.Destination.Malformed;
import dev.gatescribe.gateway.Destination.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {
  @Test
  void theLastAtSeparatesLoginAndTarget() {
    assertThat(Destination.parse("root@db1")).isEqualTo(new Named("root", "db1"));
    assertThat(Destination.parse("a@example.org@db1")).isEqualTo(new Named("a@example.org", "db1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "@", "root", "root@", "@db1", "ro ot@db1", "root@db\n1", "root@db1\u0000"})
  void whatNamesNoLoginAndTargetIsMalformed(String text) {
    assertThat(Destination.parse(text)).isInstanceOf(Malformed.class);
  }

  @Test
  void anEndlessNameIsMalformed() {
    assertThat(Destination.parse("a".repeat(Destination.TEXT_MAX) + "@db1"))
        .isInstanceOf(Malformed.class);
  }
}
