package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.campaign.DiskFaultTrial;
import dev.gatescribe.testbed.campaign.DiskFaultTrial.Fault;
import dev.gatescribe.testbed.fixture.UnavailableHereException;
import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code gatescribe campaign disk-fault} says how soon. */
class DiskFaultTest {

  @ParameterizedTest
  @EnumSource
  void diskIsOfNoUseThenSessionsEndWithWordsAndNothingThatWasPassedOnIsMissing(Fault fault)
      throws IOException {
    DiskFaultTrial.Outcome outcome;
    try {
      outcome = DiskFaultTrial.run(fault);
    } catch (UnavailableHereException e) {
      System.err.println("NOT RUN: a disk that fails. " + e.getMessage());
      Assumptions.abort(e.getMessage());
      return;
    }

    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.receivedBytes()).isPositive();
    assertThat(outcome.missingBytes()).isZero();
    assertThat(outcome.messages()).allMatch(message -> message.contains("record"));
  }
}
