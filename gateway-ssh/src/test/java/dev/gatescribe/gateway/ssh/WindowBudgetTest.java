package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowBudgetTest {
  private static final long TOTAL = 128L * 1024 * 1024;
  private final WindowBudget budget = new WindowBudget(TOTAL);

  /** Slow readers on many channels exhausted memory (CVE-2021-30129). */
  @Test
  void aThousandChannelsStayWithinTheBudgetAndEachGetsEnoughToWorkWith() {
    List<Long> windows = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      windows.add(budget.grant());
    }

    assertThat(windows.subList(0, 40)).containsOnly(WindowBudget.WINDOW_MAX);
    assertThat(windows).allMatch(window -> window >= WindowBudget.WINDOW_MIN);
    assertThat(budget.granted()).isLessThan(TOTAL + 1_000 * WindowBudget.WINDOW_MIN);
  }

  @Test
  void whatIsGivenBackIsGrantedAgain() {
    List<Long> windows = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      windows.add(budget.grant());
    }
    windows.forEach(budget::giveBack);

    assertThat(budget.granted()).isZero();
    assertThat(budget.grant()).isEqualTo(WindowBudget.WINDOW_MAX);
  }
}
