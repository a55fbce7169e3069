package dev.gatescribe.testbed.campaign;

import static java.util.Map.entry;

import dev.gatescribe.testbed.fixture.UnavailableHereException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs a campaign by its name. Which there are is told by {@code launcher/campaign.txt}. */
public final class Campaign {
  private static final int MISSED = 1;
  private static final int USAGE = 2;

  /** One of them; answers whether what it tries holds. */
  interface Trial {
    boolean run(List<String> options) throws IOException;
  }

  static final Map<String, Trial> CAMPAIGNS =
      Map.ofEntries(
          entry("bypass", BypassCampaign::run),
          entry("kill", KillCampaign::run),
          entry("kill-query", DatabaseKillCampaign::run),
          entry("kill-exec", ExecKillCampaign::run),
          entry("power-cut", PowerCutCampaign::run),
          entry("search", SearchCampaign::run),
          entry("large-session", LargeSessionCampaign::run),
          entry("disk-fault", DiskFaultCampaign::run),
          entry("sessions", SessionsCampaign::run),
          entry("store-outage", StoreOutageCampaign::run));

  private Campaign() {}

  public static void main(String[] words) throws IOException {
    Trial campaign = words.length == 0 ? null : CAMPAIGNS.get(words[0]);
    if (campaign == null) {
      System.err.println("no such campaign; there are " + CAMPAIGNS.keySet());
      System.exit(USAGE);
      return;
    }
    boolean holds = false;
    try {
      holds = campaign.run(Arrays.asList(words).subList(1, words.length));
    } catch (IllegalArgumentException e) {
      System.err.println("gatescribe campaign " + words[0] + ": " + e.getMessage());
      System.exit(USAGE);
    } catch (UnavailableHereException e) {
      System.err.println(e.getMessage());
      System.exit(UnavailableHereException.EXIT_STATUS);
    }
    if (!holds) {
      System.exit(MISSED);
    }
  }
}
