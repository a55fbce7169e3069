package dev.gatescribe.testbed.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Runs a benchmark by its name; without a name says which there are. */
public final class Bench {
  private static final int USAGE = 2;

  private Bench() {}

  public static void main(String[] words) throws IOException {
    if (words.length == 0 || words[0].equals("--help")) {
      list();
      return;
    }
    List<String> options = Arrays.asList(words).subList(1, words.length);
    try {
      switch (words[0]) {
        case "ssh" -> SshThroughputBench.run(options);
        case "interactive" -> InteractiveBench.run(options);
        case "postgresql" -> DatabaseBench.run(options);
        case "kubernetes" -> KubernetesBench.run(options);
        case "startup" -> StartupBench.run(options);
        default -> {
          System.err.println("no benchmark is called " + words[0]);
          list();
          System.exit(USAGE);
        }
      }
    } catch (IllegalArgumentException e) {
      System.err.println("gatescribe bench " + words[0] + ": " + e.getMessage());
      System.exit(USAGE);
    }
  }

  private static void list() {
    System.out.println(
        """
        ./gatescribe bench NAME

          ssh          throughput of one command through the gateway, recorded, against an OpenSSH
                       double hop
              --pairs N           how many pairs count (default 5)
              --size BYTES        how much flows in each run (default 1073741824)
              --direction up      towards the target instead of from it
          interactive  round trip of one keystroke and its echo, against the same double hop
              --pairs N           how many pairs of blocks count (default 10)
              --keys N            keystrokes in a block (default 300)
          postgresql   pgbench, select only, simple and prepared, 1 and 16 clients, through the
                       gateway recording every statement, against PgBouncer in session mode
              --pairs N           how many pairs count (default 5)
              --seconds N         how long each run takes (default 5)
          kubernetes   the list of pods through the gateway, recorded, against nginx as TLS reverse
                       proxy; needs root for the testbed's cluster
              --pairs N           how many pairs count (default 5)
              --requests N        how many in a run (default 2000)
          startup      ./gatescribe demo, from the command to the line that says ready
              --runs N            how many starts count (default 5)\
        """);
  }
}
