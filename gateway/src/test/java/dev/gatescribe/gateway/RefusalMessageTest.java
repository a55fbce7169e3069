package dev.gatescribe.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.AccessRequest;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import java.net.URI;
import org.junit.jupiter.api.Test;

class RefusalMessageTest {
  @Test
  void eachTellsWhatHappenedTheCodeAndWhatToDo() {
    assertThat(RefusalMessage.refused(DenialReason.UNKNOWN_TARGET, "no target is called x").text())
        .isEqualTo("refused (unknown-target): no target is called x");
    assertThat(RefusalMessage.ended(EndReason.IDLE, "nothing happened").text())
        .isEqualTo("session ended (idle): nothing happened");
    assertThat(
            RefusalMessage.pending(new AccessRequest("AR-7", URI.create("https://gate/requests/7")))
                .text())
        .isEqualTo("approval needed (AR-7): waiting for approval, see https://gate/requests/7");
    assertThat(RefusalMessage.stepUp(URI.create("https://gate/sign-in")).text())
        .isEqualTo("sign-in needed (step-up): sign in at https://gate/sign-in and try again");
  }
}
