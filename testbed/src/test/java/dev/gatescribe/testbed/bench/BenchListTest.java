package dev.gatescribe.testbed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.fixture.LauncherLists;
import org.junit.jupiter.api.Test;

/** The launcher answers from a list what it can without building; the list tells the truth. */
class BenchListTest {
  @Test
  void namesInTheLaunchersListAreThoseThatCanBeRun() {
    assertThat(LauncherLists.names("bench")).hasSameElementsAs(Bench.BENCHMARKS.keySet());
  }
}
