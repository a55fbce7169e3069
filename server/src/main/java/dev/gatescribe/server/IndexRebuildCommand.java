package dev.gatescribe.server;

import dev.gatescribe.index.IndexRebuild;
import dev.gatescribe.recording.read.RecordingCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "rebuild",
    description =
        "Make the search index again from the object store alone. Works beside a running server,"
            + " whose searches go on meanwhile, and without one. Needs room for a second index.",
    mixinStandardHelpOptions = true)
final class IndexRebuildCommand implements Callable<Integer> {
  private static final int SOME_DAMAGED = 1;
  private static final double NANOS = 1e9;
  private static final double MEGABYTE = 1e6;
  private static final Duration FOR_PEOPLE = Duration.ofSeconds(1);
  private static final Duration FOR_LOGS = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration of the server.")
  private Path configuration;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  IndexRebuildCommand() {}

  @Override
  public Integer call() throws StartException {
    ServerConfiguration read = ServerConfiguration.read(configuration);
    WatchedStore store = GatewayProcess.openStore(read.store(), Clock.systemUTC());
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    AtomicInteger damaged = new AtomicInteger();
    try (OpenedIndex index = OpenedIndex.open(read)) {
      IndexRebuild rebuild =
          new IndexRebuild(
              index.database(),
              RecordingCatalog.sessions(store),
              (id, problem) -> {
                damaged.incrementAndGet();
                err.println("recording " + id + ": " + problem);
              });
      long start = System.nanoTime();
      ScheduledExecutorService reporter =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("progress").factory());
      long every = (SignInLinks.isTerminal() ? FOR_PEOPLE : FOR_LOGS).toMillis();
      ScheduledFuture<?> _ =
          reporter.scheduleAtFixedRate(
              () -> err.println(line(rebuild.progress(), System.nanoTime() - start)),
              every,
              every,
              TimeUnit.MILLISECONDS);
      long recordings;
      try {
        recordings = rebuild.run();
      } finally {
        reporter.shutdownNow();
      }
      long nanos = System.nanoTime() - start;
      long bytes = rebuild.progress().plainBytes();
      out.printf(
          Locale.ROOT,
          "indexed %,d recordings, %,.1f MB of events in %,.1f s: %,.0f recordings/s, %,.1f MB/s%n",
          recordings,
          bytes / MEGABYTE,
          nanos / NANOS,
          recordings / (nanos / NANOS),
          bytes / MEGABYTE / (nanos / NANOS));
      if (damaged.get() > 0) {
        out.printf("%,d recordings could not be read to their end; see above%n", damaged.get());
        return SOME_DAMAGED;
      }
      return 0;
    } catch (IOException | SQLException e) {
      throw new StartException(
          "the index could not be rebuilt, and is as it was: " + e.getMessage(), e);
    } finally {
      store.close();
    }
  }

  static String line(IndexRebuild.Progress progress, long nanos) {
    if (!progress.step().equals("reading") || progress.done() == 0) {
      return progress.step();
    }
    double seconds = nanos / NANOS;
    double rate = progress.done() / seconds;
    return String.format(
        Locale.ROOT,
        "reading: %,d of %,d (%d %%), %,.0f recordings/s, %,.1f MB/s, %,.0f s to go",
        progress.done(),
        progress.total(),
        100L * progress.done() / Math.max(1, progress.total()),
        rate,
        progress.plainBytes() / MEGABYTE / seconds,
        (progress.total() - progress.done()) / rate);
  }
}
