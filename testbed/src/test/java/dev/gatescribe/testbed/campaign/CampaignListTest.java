package dev.gatescribe.testbed.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.fixture.LauncherLists;
import org.junit.jupiter.api.Test;

/** The launcher answers from a list what it can without building; the list tells the truth. */
class CampaignListTest {
  @Test
  void namesInTheLaunchersListAreThoseThatCanBeRun() {
    assertThat(LauncherLists.names("campaign")).hasSameElementsAs(Campaign.CAMPAIGNS.keySet());
  }
}
