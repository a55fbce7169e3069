package dev.gatescribe.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.EndReason;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class UpstreamExceptionTest {
  @Test
  void theLogGetsWhatItCameFromInOneLineAndThePersonDoesNot() {
    UpstreamException problem =
        new UpstreamException(
            EndReason.TARGET_UNREACHABLE,
            "target db1 cannot be reached",
            new IOException("refused\r\nby 10.0.0.1"));

    assertThat(problem.explanation()).isEqualTo("target db1 cannot be reached");
    assertThat(problem.withCause()).isEqualTo("target db1 cannot be reached: refused  by 10.0.0.1");
  }

  @Test
  void aCauseThatSaysNothingIsNamed() {
    assertThat(
            new UpstreamException(EndReason.GATEWAY_ERROR, "it failed", new IOException())
                .withCause())
        .isEqualTo("it failed: IOException");
    assertThat(new UpstreamException(EndReason.GATEWAY_ERROR, "it failed").withCause())
        .isEqualTo("it failed");
  }
}
