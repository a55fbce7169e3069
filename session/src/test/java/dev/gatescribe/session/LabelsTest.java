package dev.gatescribe.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
  private static final String LONGEST = "a".repeat(63);

  @ParameterizedTest
  @ValueSource(strings = {"a", "A.b_c-9", "example.net/team", "a.b-c/1"})
  void keyOfKubernetesIsAKey(String key) {
    assertThat(Labels.isKey(key)).isTrue();
    assertThat(Labels.isKey("x/" + LONGEST)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-a", "a-", "a b", "/a", "a/", "a/b/c", "Example.net/a", "a..b/c", "a\n", "é"})
  void anotherTextIsNoKey(String key) {
    assertThat(Labels.isKey(key)).isFalse();
    assertThat(Labels.isKey(LONGEST + "a")).isFalse();
    assertThat(Labels.isKey("a.".repeat(127) + "b/c")).isFalse();
  }

  @Test
  void valueMayBeEmptyAndHasTheSameForm() {
    assertThat(Labels.isValue("")).isTrue();
    assertThat(Labels.isValue(LONGEST)).isTrue();
    assertThat(Labels.isValue("a=b")).isFalse();
    assertThat(Labels.isValue("a/b")).isFalse();
  }

  @Test
  void labelsIncludeWhatIsAskedOfThemAndNoMore() {
    Labels labels = Labels.of(Map.of("environment", "production", "team", "payments"));

    assertThat(labels.include(Labels.NONE)).isTrue();
    assertThat(labels.include(Labels.of(Map.of("team", "payments")))).isTrue();
    assertThat(labels.include(labels)).isTrue();
    assertThat(labels.include(Labels.of(Map.of("team", "search")))).isFalse();
    assertThat(labels.include(Labels.of(Map.of("tier", "")))).isFalse();
    assertThat(labels).hasToString("environment=production team=payments");
  }

  @Test
  void tooManyAndMalformedOnesAreRefused() {
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i <= Labels.MAX_LABELS; i++) {
      many.put("key" + i, "");
    }
    assertThatThrownBy(() -> Labels.of(many)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Labels.of(Map.of("a", "b c")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
