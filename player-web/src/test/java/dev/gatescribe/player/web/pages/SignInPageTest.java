package dev.gatescribe.player.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.identity.IssuerSettings;
import dev.gatescribe.identity.SignInRefusal;
import dev.gatescribe.player.web.access.WebTokens;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
  void issuerHasATitleWithMarkupThenItIsText() {
    IssuerSettings issuer =
        new IssuerSettings(
            "corp",
            "<script>Corp</script>",
            URI.create("https://id.example.org"),
            "gatescribe",
            Optional.empty(),
            List.of("openid"),
            IssuerSettings.Claims.USUAL);

    assertThat(SignInPage.choose(List.of(issuer), "/sessions/1"))
        .contains("href=\"/sign-in/corp?next=/sessions/1\"", "&lt;script&gt;Corp")
        .doesNotContain("<script");
    assertThat(SignInPage.refused(SignInRefusal.NAME_TAKEN, "<script>"))
        .doesNotContain("<script")
        .contains("name-taken");
  }

  @ParameterizedTest
  @EnumSource
  void signInIsRefusedForAReasonThenThePageSaysWhatToDo(SignInRefusal refusal) {
    assertThat(SignInPage.refused(refusal, "Corp"))
        .contains("<h1>", "href=\"/sign-in\"", "<code>" + refusal.code() + "</code>");
  }

  /** Open redirect: a sign-in that ends on a page of somebody else. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/sessions//evil",
        "/%2f/evil.example",
        "/a:b",
        "/..",
        "javascript:alert(1)",
        "/\"><script>",
        "",
        "/a\n/b"
      })
  void signInIsToEndElsewhereThenItEndsHere(String next) {
    assertThat(NextPage.of(next)).isEqualTo("/");
    assertThat(NextPage.of(null)).isEqualTo("/");
    assertThat(NextPage.of("/sessions/01kaj300000000000000000008"))
        .isEqualTo("/sessions/01kaj300000000000000000008");
  }

  @Test
  void theApplicationPageNamesItsBundle() {
    assertThat(ApplicationPage.html()).contains("<script type=\"module\" src=\"/assets/");
    assertThat(ApplicationPage.styleSheet()).startsWith("/assets/").endsWith(".css");
  }
}
