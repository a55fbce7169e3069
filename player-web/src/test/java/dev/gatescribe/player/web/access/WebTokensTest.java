package dev.gatescribe.player.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class WebTokensTest {
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final InstantSource clock = () -> now;
  private final WebTokens tokens = new WebTokens("bearer-secret", "operator", clock);

  @Test
  void signInCodeWorksOnce() {
    String code = tokens.mintSignInCode("ada");

    WebTokens.SignIn signIn = tokens.redeem(code).orElseThrow();

    assertThat(signIn.viewer().name()).isEqualTo("ada");
    assertThat(tokens.byBrowserSession(signIn.sessionSecret())).contains(signIn.viewer());
    assertThat(tokens.redeem(code)).isEmpty();
  }

  @Test
  void guessedCodeAndGuessedSessionAreNobody() {
    tokens.mintSignInCode("ada");

    assertThat(tokens.redeem("A".repeat(WebTokens.SECRET_TEXT_LENGTH))).isEmpty();
    assertThat(tokens.redeem("")).isEmpty();
    assertThat(tokens.byBrowserSession("")).isEmpty();
  }

  @Test
  void aCodeIsNoSessionAndNoBearerToken() {
    String code = tokens.mintSignInCode("ada");

    assertThat(tokens.byBrowserSession(code)).isEmpty();
    assertThat(tokens.byBearerToken(code)).isEmpty();
  }

  @Test
  void codeTooOldIsRefused() {
    String code = tokens.mintSignInCode("ada");
    now = now.plus(WebTokens.CODE_LIFETIME);

    assertThat(tokens.redeem(code)).isEmpty();
  }

  @Test
  void browserSessionEndsAfterAWorkingDay() {
    String session = tokens.redeem(tokens.mintSignInCode("ada")).orElseThrow().sessionSecret();
    now = now.plus(WebTokens.SESSION_LIFETIME).minusSeconds(1);
    assertThat(tokens.byBrowserSession(session)).isPresent();

    now = now.plusSeconds(1);

    assertThat(tokens.byBrowserSession(session)).isEmpty();
  }

  @Test
  void signedOutSessionIsNobody() {
    String session = tokens.redeem(tokens.mintSignInCode("ada")).orElseThrow().sessionSecret();

    tokens.endBrowserSession(session);

    assertThat(tokens.byBrowserSession(session)).isEmpty();
  }

  @Test
  void sessionsAreBoundedAndTheOldestGivesWay() {
    String first = tokens.redeem(tokens.mintSignInCode("ada")).orElseThrow().sessionSecret();
    String last = first;
    for (int i = 0; i < WebTokens.MOST_SESSIONS; i++) {
      now = now.plus(Duration.ofSeconds(1));
      last = tokens.redeem(tokens.mintSignInCode("ada")).orElseThrow().sessionSecret();
    }

    assertThat(tokens.sessionCount()).isEqualTo(WebTokens.MOST_SESSIONS);
    assertThat(tokens.byBrowserSession(first)).isEmpty();
    assertThat(tokens.byBrowserSession(last)).isPresent();
  }

  @Test
  void onlyTheWholeBearerTokenIsIt() {
    assertThat(tokens.byBearerToken("bearer-secret").orElseThrow().name()).isEqualTo("operator");
    assertThat(tokens.byBearerToken("bearer-secre")).isEmpty();
    assertThat(tokens.byBearerToken("bearer-secret ")).isEmpty();
    assertThat(tokens.byBearerToken("")).isEmpty();
  }

  @Test
  void anEmptyBearerTokenIsRefused() {
    assertThatThrownBy(() -> new WebTokens(" ", "operator", clock))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void secretsAreLongDifferentAndNotShown() {
    String one = WebTokens.randomSecret();

    assertThat(one).hasSize(WebTokens.SECRET_TEXT_LENGTH).isNotEqualTo(WebTokens.randomSecret());
    WebTokens.SignIn signIn = tokens.redeem(tokens.mintSignInCode("ada")).orElseThrow();
    assertThat(signIn.toString()).doesNotContain(signIn.sessionSecret());
    assertThat(tokens.toString()).doesNotContain("bearer-secret");
  }
}
