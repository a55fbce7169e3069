package dev.gatescribe.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EndsTest {
  private static final CompletableFuture<Void> ENDED = CompletableFuture.completedFuture(null);

  @Test
  void allHaveToHaveEnded() {
    assertThat(Ends.await(Stream.of(), Duration.ZERO)).isTrue();
    assertThat(Ends.await(Stream.of(ENDED, ENDED), Duration.ofSeconds(10))).isTrue();
    assertThat(Ends.await(Stream.of(ENDED, new CompletableFuture<>()), Duration.ofMillis(1)))
        .isFalse();
  }

  @Test
  void whoIsInterruptedWaitsNoLongerAndStaysInterrupted() {
    Thread.currentThread().interrupt();

    assertThat(Ends.await(Stream.of(new CompletableFuture<>()), Duration.ofSeconds(10))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anEndThatFailsIsABug() {
    assertThatThrownBy(() ->
            Ends.await(
                Stream.of(CompletableFuture.failedFuture(new IllegalArgumentException())),
                Duration.ofSeconds(10)))
        .isInstanceOf(IllegalStateException.class);
  }
}
