package dev.gatescribe.testbed.bench;

import dev.gatescribe.recording.export.Asciicast;
import dev.gatescribe.recording.export.NoSuchStreamException;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.GatewayedHost;
import dev.gatescribe.testbed.fixture.NamedOptions;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.Tmux;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * What an hour of somebody's work in a terminal takes in the store, beside the same as an asciicast
 * compressed with gzip. The work is done in real time, key by key, with the pauses people make.
 */
final class StorageBench {
  private static final int COLUMNS = 120;
  private static final int ROWS = 36;
  private static final double MICROS_IN_AN_HOUR = 3.6e9;

  /** Lines that are typed; what begins with a dash is a key that is pressed as it is. */
  private static final List<List<String>> TASKS =
      List.of(
          List.of("ls -la --color=always /etc"),
          List.of("ps aux | head -40"),
          List.of("less /etc/services", "-Space", "-Space", "-Down", "-Down", "-Down", "-q"),
          List.of("grep -rn --color=always include /etc/ssh | head -30"),
          List.of("top -d 2", "-", "-", "-", "-q"),
          List.of("for i in $(seq 1 40); do printf '\\rdone %d of 40' $i; sleep 0.1; done; echo"),
          List.of("df -h; free -m; uptime"),
          List.of("cd /usr/share; find . -maxdepth 2 | head -100"),
          List.of("echo a wrnog", "-C-r", "-C-c"),
          List.of("dmesg 2>/dev/null | tail -20; cat /proc/cpuinfo | head -25"),
          List.of("env | sort"),
          List.of("for i in 1 2 3 4 5; do date; echo \"compiling module $i\"; sleep 1; done"));

  private final Random random;

  private StorageBench(long seed) {
    random = new Random(seed);
  }

  static void run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--minutes", "--seed", "--keep");
    Duration time = Duration.ofMinutes(options.number("--minutes", 10, 1));
    long seed = options.number("--seed", 1, 0);
    String keep = options.text("--keep", "");
    try (GatewayedHost host = GatewayedHost.start()) {
      StoredRecordings.Since since = host.gateway().recordings().now();
      System.out.println("somebody works in a terminal for " + time.toMinutes() + " minutes");
      int tasks = new StorageBench(seed).work(host, time);
      RecordingId id = since.awaitFinished();
      print(host.gateway().recordings(), id, tasks);
      if (!keep.isEmpty()) {
        copy(host.gateway().recordings().folder(id), Path.of(keep));
      }
    }
  }

  /** Works until the time is over, and says how many things were done. */
  private int work(GatewayedHost host, Duration time) {
    Instant end = Instant.now().plus(time);
    int tasks = 0;
    List<String> ssh = host.destination().ssh().options("-tt").words();
    try (Tmux terminal = Tmux.open(host.scratch("terminal"), COLUMNS, ROWS, ssh)) {
      while (Instant.now().isBefore(end)) {
        think();
        for (String step : TASKS.get(random.nextInt(TASKS.size()))) {
          take(terminal, step);
        }
        tasks++;
        System.out.printf("\r%d things done", tasks);
      }
      System.out.println();
      terminal.typeLine("exit");
      terminal.awaitExit();
    }
    return tasks;
  }

  private void take(Tmux terminal, String step) {
    if (step.startsWith("-")) {
      pauseMillis(800 + random.nextInt(2_500));
      if (step.length() > 1) {
        terminal.press(step.substring(1));
      }
      return;
    }
    for (int i = 0; i < step.length(); i++) {
      terminal.type(step.substring(i, i + 1));
      pauseMillis(50 + random.nextInt(200));
    }
    terminal.press("Enter");
  }

  /** Most pauses are short, and some are not. */
  private void think() {
    pauseMillis(1_500 + random.nextInt(random.nextInt(4) == 0 ? 25_000 : 5_000));
  }

  private static void pauseMillis(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private static void print(StoredRecordings recordings, RecordingId id, int tasks)
      throws IOException {
    RecordingReader reader;
    try {
      reader = RecordingCatalog.sessions(recordings.store()).open(id);
    } catch (RecordingNotFoundException e) {
      throw new IOException(e);
    }
    double hours = recordings.summary(id).durationMicros() / MICROS_IN_AN_HOUR;
    long stored = bytesBelow(recordings.folder(id));
    long cast = castBytes(reader, false);
    long castWithInput = castBytes(reader, true);
    System.out.printf(
        Locale.ROOT,
        """

        session               %.1f minutes, %d things done, %,d events, %d segments
                                                bytes    bytes an hour
        stored here, signed, with input  %,12d %,16.0f
        asciicast.gz, output alone       %,12d %,16.0f
        asciicast.gz with input          %,12d %,16.0f

        ratio %.2f of asciicast.gz with output alone, %.2f of that with input (smaller is better)
        """,
        hours * 60,
        tasks,
        recordings.summary(id).events(),
        reader.segments(),
        stored,
        stored / hours,
        cast,
        cast / hours,
        castWithInput,
        castWithInput / hours,
        (double) stored / cast,
        (double) stored / castWithInput);
  }

  private static void copy(Path folder, Path target) throws IOException {
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }

  private static long bytesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static long castBytes(RecordingReader reader, boolean withInput) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer out = new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8)) {
      Asciicast.of(reader, withInput, OptionalInt.empty()).write(out);
    } catch (NoSuchStreamException e) {
      throw new IOException(e);
    }
    return bytes.size();
  }
}
