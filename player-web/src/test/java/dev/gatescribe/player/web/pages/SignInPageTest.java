package dev.gatescribe.player.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.player.web.access.WebTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInPageTest {
  @Test
  void thePageAsksToPressAButtonAndRunsNoScript() {
    String code = WebTokens.randomSecret();

    String page = SignInPage.ask(code);

    assertThat(page)
        .contains("method=\"post\"", "value=\"" + code + "\"", "/assets/gatescribe-")
        .doesNotContain("<script");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        "\"><script>alert(1)</script>aaaaaaaaaaaaaaaaaaaa",
        "\"><script>1</script>",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""
      })
  void scriptInACodeNeverStandsInThePage(String code) {
    assertThat(SignInPage.isCode(code)).isFalse();
    assertThatThrownBy(() -> SignInPage.ask(code)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theApplicationPageNamesItsBundle() {
    assertThat(ApplicationPage.html()).contains("<script type=\"module\" src=\"/assets/");
    assertThat(ApplicationPage.styleSheet()).startsWith("/assets/").endsWith(".css");
  }
}
