package dev.gatescribe.recorder.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.session.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetentionPolicyTest {
  private static final Labels PRODUCTION = Labels.of(Map.of("environment", "production"));
  private static final Labels PAYMENTS =
      Labels.of(Map.of("environment", "production", "team", "payments"));

  private static RetentionBounds days(int minimum, int maximum) {
    return new RetentionBounds(Duration.ofDays(minimum), Optional.of(Duration.ofDays(maximum)));
  }

  private static RetentionRule rule(String name, Labels labels, RetentionBounds bounds) {
    return new RetentionRule(name, labels, Optional.empty(), bounds);
  }

  @Test
  void severalRulesAreForARecordingThenTheStrictestOfEachBoundHolds() {
    RetentionPolicy policy =
        new RetentionPolicy(
            days(1, 2),
            List.of(
                rule("production", PRODUCTION, days(365, 1095)),
                rule("payments", PAYMENTS, days(700, 2000)),
                rule("tests", Labels.of(Map.of("environment", "test")), days(0, 1))),
            RetentionBounds.NONE);

    assertThat(policy.forSession(PAYMENTS).bounds()).isEqualTo(days(700, 1095));
    assertThat(policy.forSession(PAYMENTS).because()).isEqualTo("production, payments");
    assertThat(policy.forSession(PRODUCTION).bounds()).isEqualTo(days(365, 1095));
    assertThat(policy.forSession(Labels.NONE).bounds()).isEqualTo(days(1, 2));
    assertThat(policy.shortestMaximumOfSessions()).contains(Duration.ofDays(1));
  }

  @Test
  void labelsCannotBeReadThenTheLongestMinimumHoldsAndNothingGoesByItself() {
    RetentionPolicy policy =
        new RetentionPolicy(
            days(1, 2), List.of(rule("production", PRODUCTION, days(365, 1095))), days(9, 9));

    assertThat(policy.forUnreadable().bounds())
        .isEqualTo(new RetentionBounds(Duration.ofDays(365), Optional.empty()));
  }

  @Test
  void exceptedLabelsAreThereThenTheRuleIsNotForTheRecordingAndMeetsNone() {
    RetentionRule wide =
        new RetentionRule(
            "production",
            PRODUCTION,
            Optional.of(Labels.of(Map.of("team", "payments"))),
            days(30, 90));
    RetentionRule narrow = rule("payments", PAYMENTS, days(700, 2000));

    assertThat(wide.isFor(PRODUCTION)).isTrue();
    assertThat(wide.isFor(PAYMENTS)).isFalse();
    assertThat(wide.canMeet(narrow)).isFalse();
    assertThat(narrow.canMeet(wide)).isFalse();
    assertThat(rule("all of production", PRODUCTION, days(30, 90)).canMeet(narrow)).isTrue();
    assertThat(narrow.bounds().contradicts(wide.bounds())).isTrue();
    assertThat(wide.bounds().contradicts(narrow.bounds())).isTrue();
    assertThat(days(30, 90).contradicts(days(90, 100))).isFalse();
  }

  @Test
  void maximumBelowTheMinimumIsNoBound() {
    assertThatThrownBy(() -> days(2, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noPolicyThenNothingIsEverDue() {
    assertThat(RetentionPolicy.NONE.shortestMaximumOfSessions()).isEmpty();
    assertThat(RetentionPolicy.NONE.forSession(PAYMENTS).bounds().maximum()).isEmpty();
  }
}
