package dev.gatescribe.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.StatementForm;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SessionActivityTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private final SessionActivity activity = new SessionActivity();

  @Test
  void clockOnAnAbandonedTerminalIsNoActivityAndTypingIs() {
    activity.onEvent(new Event.TerminalOpened(1, "xterm", 80, 24));
    becomeQuiet();

    activity.onEvent(new Event.Output(1, Content.of("12:00")));
    assertThat(activity.quiet()).isGreaterThanOrEqualTo(SHORT);

    activity.onEvent(new Event.Input(1, Content.of("l")));
    assertThat(activity.quiet()).isLessThan(SHORT);
  }

  @Test
  void outputWithoutATerminalIsActivity() {
    becomeQuiet();

    activity.onEvent(new Event.Output(2, Content.of("part of a file")));

    assertThat(activity.quiet()).isLessThan(SHORT);
  }

  @Test
  void statementThatTakesLongIsActivityUntilItEnds() {
    activity.onEvent(
        new DatabaseEvent.StatementStarted(
            1, StatementForm.SIMPLE_QUERY, "", Content.of("SELECT")));

    Awaitility.await().during(SHORT).until(() -> activity.quiet().isZero());
  }

  private void becomeQuiet() {
    Awaitility.await().until(() -> activity.quiet().compareTo(SHORT) > 0);
  }
}
