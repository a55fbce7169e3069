package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyLedgerTest {
  private final List<Boolean> sent = new ArrayList<>();
  private final ReplyLedger ledger = new ReplyLedger(sent::add);

  @Test
  void theGatewaysAnswerWaitsForTheTargetsBeforeIt() throws Exception {
    ledger.awaitTarget(() -> {});
    ReplyLedger.Entry refused = ledger.awaitGateway();
    ledger.awaitTarget(() -> {});

    ledger.settle(refused, false);
    assertThat(sent).isEmpty();
    ledger.onTargetReply(true);
    assertThat(sent).containsExactly(true, false);
    ledger.onTargetReply(false);
    assertThat(sent).containsExactly(true, false, false);
  }

  @Test
  void theTargetsAnswerWaitsForTheGatewaysBeforeIt() throws Exception {
    ReplyLedger.Entry refused = ledger.awaitGateway();
    ledger.awaitTarget(() -> {});

    ledger.onTargetReply(true);
    assertThat(sent).isEmpty();
    ledger.settle(refused, false);
    assertThat(sent).containsExactly(false, true);
  }

  @Test
  void anAnswerThatNobodyAskedForIsDropped() throws Exception {
    ledger.onTargetReply(true);

    assertThat(sent).isEmpty();
  }

  @Test
  void unansweredRequestsAreBounded() {
    for (int i = 0; i < ReplyLedger.UNANSWERED_MAX; i++) {
      ledger.awaitTarget(() -> {});
    }
    assertThat(ledger.isOverrun()).isFalse();
    ledger.awaitTarget(() -> {});
    assertThat(ledger.isOverrun()).isTrue();
  }
}
