package dev.gatescribe.server;

import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.recorder.retention.Assessment;
import dev.gatescribe.recorder.retention.RetentionPlan;
import dev.gatescribe.recording.custody.Hold;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.store.s3.S3ObjectStore;
import dev.gatescribe.store.s3.S3StoreSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "plan",
    description = {
      "Say what a configuration would have deleted when, and how much.",
      "Deletes nothing, and needs no running server: try a policy before the gateway gets it."
    },
    mixinStandardHelpOptions = true)
final class RetentionPlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration; docs/configuration.md says what stands in it.")
  private Path configuration;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Look so many days ahead (default: ${DEFAULT-VALUE}).")
  private int days = 30;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  RetentionPlanCommand() {}

  @Override
  public Integer call() throws StartException {
    ServerConfiguration read = ServerConfiguration.read(configuration);
    Instant now = Instant.now();
    PlanReport report =
        new PlanReport(spec.commandLine().getOut(), now, now.plus(Duration.ofDays(days)));
    try {
      RetentionPlan plan = new RetentionPlan(open(read.store()), read.retention().policy());
      for (RecordingKind kind : RecordingKind.values()) {
        plan.forEach(kind, now, report::add);
      }
    } catch (IOException e) {
      throw new StartException("the object store cannot be read: " + e.getMessage(), e);
    }
    report.end(days);
    return 0;
  }

  private static ObjectStore open(StoreConfiguration store) throws IOException {
    return switch (store) {
      case StoreConfiguration.Directory(Path path) -> new DirectoryObjectStore(path);
      case StoreConfiguration.Bucket(S3StoreSettings settings) ->
          S3ObjectStore.open(settings, Clock.systemUTC());
    };
  }

  /** A line for each recording that goes, and the sums. */
  private static final class PlanReport {
    private final PrintWriter out;
    private final Instant now;
    private final Instant horizon;
    private final long[] counts = new long[4];
    private final long[] bytes = new long[4];

    private static final int DUE = 0;
    private static final int LATER = 1;
    private static final int HELD = 2;
    private static final int KEPT = 3;

    PlanReport(PrintWriter out, Instant now, Instant horizon) {
      this.out = out;
      this.now = now;
      this.horizon = horizon;
    }

    void add(Assessment assessment) {
      @Nullable Manifest manifest = assessment.manifest();
      long size = manifest == null ? 0 : manifest.storedBytes();
      Instant due = assessment.due().orElse(Instant.MAX);
      int sort = KEPT;
      if (assessment.isPastMaximum(now)) {
        sort = assessment.holds().isEmpty() ? DUE : HELD;
      } else if (due.isBefore(horizon)) {
        sort = LATER;
      }
      counts[sort]++;
      bytes[sort] += size;
      if (sort != KEPT) {
        String what = sort == HELD ? "held" : (sort == DUE ? "now" : Figures.time(due));
        String why =
            sort == HELD ? holdOf(assessment.holds().getFirst()) : assessment.decision().because();
        out.printf(
            "%-20s %-7s %s  %s  %s%n",
            what,
            assessment.kind().code(),
            assessment.id(),
            Figures.bytes(size),
            Figures.printable(why));
      }
    }

    private static String holdOf(Hold hold) {
      return hold.name() + ": " + hold.reason();
    }

    void end(int days) {
      sum("due now", DUE);
      sum("due within " + days + " days", LATER);
      sum("past their maximum, and held", HELD);
      sum("staying", KEPT);
    }

    private void sum(String what, int sort) {
      out.println(what + ": " + counts[sort] + ", " + Figures.bytes(bytes[sort]));
    }
  }
}
