package dev.gatescribe.testbed.campaign;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Runs a campaign by its name; without a name says which there are. */
public final class Campaign {
  private static final int MISSED = 1;
  private static final int USAGE = 2;

  private Campaign() {}

  public static void main(String[] words) throws IOException {
    if (words.length == 0 || words[0].equals("--help")) {
      list();
      return;
    }
    List<String> options = Arrays.asList(words).subList(1, words.length);
    boolean holds = false;
    try {
      switch (words[0]) {
        case "kill" -> holds = KillCampaign.run(options);
        case "kill-query" -> holds = DatabaseKillCampaign.run(options);
        case "kill-exec" -> holds = ExecKillCampaign.run(options);
        case "sessions" -> holds = SessionsCampaign.run(options);
        default -> {
          System.err.println("no campaign is called " + words[0]);
          list();
          System.exit(USAGE);
        }
      }
    } catch (IllegalArgumentException e) {
      System.err.println("gatescribe campaign " + words[0] + ": " + e.getMessage());
      System.exit(USAGE);
    }
    if (!holds) {
      System.exit(MISSED);
    }
  }

  private static void list() {
    System.out.println(
        """
        ./gatescribe campaign NAME

          kill         kills the server (SIGKILL) during output, starts it again, and looks for what
                       anybody received in the recordings
              --rounds N          how many kills (default 50)
              --seed S            of the first round; each round's is one more (default 1)
          kill-query   the same in the middle of psql's statements: what reached the database, and
                       every outcome that a client saw
              --rounds N, --seed S
          kill-exec    the same in the middle of kubectl exec, on the testbed's cluster; needs root
              --rounds N, --seed S
          sessions     many sessions open at the same time, each runs a command; all exact, all
                       recorded, and heap and threads return to where they were
              --count N           how many (default 1000)\
        """);
  }
}
