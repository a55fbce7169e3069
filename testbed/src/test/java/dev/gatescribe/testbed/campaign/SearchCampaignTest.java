package dev.gatescribe.testbed.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.campaign.PhraseQuestions.Sort;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A small one of {@code ./gatescribe campaign search}. */
class SearchCampaignTest {
  @Test
  void phrasesAreSearchedBeforeAndAfterARebuildThenAnswersAreWhatTheRecordingsSay()
      throws IOException {
    try (TemporaryDirectory directory = new TemporaryDirectory()) {
      SearchTrial.Outcome outcome = SearchTrial.run(directory.path(), 1, 300, 25, _ -> {});

      assertThat(outcome.problems()).isEmpty();
      assertThat(outcome.nanos()).containsOnlyKeys(Sort.values());
      assertThat(outcome.rebuilds())
          .hasSize(2)
          .allSatisfy(line -> assertThat(line).contains("indexed 300 recordings", "recordings/s"));
    }
  }
}
