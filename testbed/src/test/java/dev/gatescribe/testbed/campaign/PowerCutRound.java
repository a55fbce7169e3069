package dev.gatescribe.testbed.campaign;

import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.Durability;
import dev.gatescribe.testbed.fixture.BuiltServer;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.PowerCutDisk;
import dev.gatescribe.testbed.fixture.PowerCutDisk.Keep;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One loss of power in mid-burst: a recorder whose journal and object store are on one disk takes
 * events of many sessions; the power fails at a random moment. Then the recorder is opened on what
 * survived, and everything that it had acknowledged has to be in its recordings.
 */
public final class PowerCutRound {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** The writer's process says about forty bytes for each event. */
  private static final int SAID_BEFORE_CUT_MAX_BYTES = 150_000;

  /** Within so many writes and flushes the power fails: some twenty milliseconds. */
  private static final int STEPS_MAX = 60;

  private static final Pattern PROMISE =
      Pattern.compile("append [0-9a-z]{26} [0-9]+|(opened|sealed) [0-9a-z]{26}|audit [0-9]+");
  private static final Pattern CHECKED = Pattern.compile("checked ([0-9]+) ([0-9]+) ([0-9]+)");

  /**
   * What came out of one round.
   *
   * @param story what became of the disk's cache
   * @param acknowledged how many events were acknowledged, and recordings told to be sealed
   * @param missing which of these are not as they should be
   */
  public record Outcome(
      String story,
      long acknowledged,
      long recordings,
      long truncated,
      List<String> missing,
      List<String> problems) {
    public boolean holds() {
      return missing.isEmpty() && problems.isEmpty() && acknowledged > 0;
    }
  }

  private PowerCutRound() {}

  /**
   * Runs one round on a disk of its own.
   *
   * @param seed decides when the power fails, and what survives
   */
  public static Outcome run(Durability durability, long seed) throws IOException {
    Random random = new Random(seed);
    int cutAfterBytes = 1 + random.nextInt(SAID_BEFORE_CUT_MAX_BYTES);
    int step = random.nextInt(STEPS_MAX);
    try (TemporaryDirectory outside = new TemporaryDirectory();
        PowerCutDisk disk = PowerCutDisk.start()) {
      PoweredRecorder.writeKey(outside.path());
      ChildProcess writer =
          disk.start(
              java(
                  PowerCutWriter.class,
                  disk.live(),
                  outside.path(),
                  durability.code(),
                  Long.toString(seed)));
      await()
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> writer.stdout().size() >= cutAfterBytes || !writer.isAlive());
      PowerCutDisk.Survivors survivors = disk.cut(step, Keep.SEEDED, seed);
      List<String> problems = new ArrayList<>();
      Path promises = outside.resolve("promises");
      Files.write(promises, promises(writer, problems));
      ChildProcess check =
          disk.start(
              java(
                  PromisesKept.class,
                  survivors.directory(),
                  outside.path(),
                  durability.code(),
                  promises.toString()));
      check.await(LIMIT);
      return outcome(survivors.story(), check, problems);
    }
  }

  private static List<String> java(Class<?> main, Path disk, Path keys, String... more) {
    List<String> command = new ArrayList<>();
    command.add(BuiltServer.jdkTool("java"));
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(disk.toString(), keys.toString()));
    command.addAll(List.of(more));
    return command;
  }

  /** The promises that were told to their ends: the last line may have been cut off. */
  private static List<String> promises(ChildProcess writer, List<String> problems) {
    String said = writer.stdout().text();
    List<String> promises = new ArrayList<>();
    for (String line : said.substring(0, said.lastIndexOf('\n') + 1).lines().toList()) {
      if (PROMISE.matcher(line).matches()) {
        promises.add(line);
      } else {
        problems.add("the recorder, before the cut: " + line);
      }
    }
    return promises;
  }

  private static Outcome outcome(String story, ChildProcess check, List<String> problems) {
    List<String> missing = new ArrayList<>();
    long[] counts = new long[3];
    boolean complete = false;
    for (String line : check.stdout().text().lines().toList()) {
      Matcher checked = CHECKED.matcher(line);
      if (checked.matches()) {
        complete = true;
        for (int i = 0; i < counts.length; i++) {
          counts[i] = Long.parseLong(checked.group(i + 1));
        }
      } else if (line.startsWith("missing ")) {
        missing.add(line.substring("missing ".length()));
      } else {
        problems.add(line);
      }
    }
    if (!complete) {
      problems.add("what survived could not be checked: " + check);
    } else if (!missing.isEmpty() || !problems.isEmpty()) {
      problems.add("the recorder, after the cut: " + check.stderr().text());
    }
    return new Outcome(story, counts[0], counts[1], counts[2], missing, problems);
  }
}
