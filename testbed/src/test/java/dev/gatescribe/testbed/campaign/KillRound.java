package dev.gatescribe.testbed.campaign;

import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.TrustedKey;
import dev.gatescribe.recording.read.RecordingState;
import dev.gatescribe.recording.verify.RecordingVerifier;
import dev.gatescribe.recording.verify.Verification;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.GatewayedHost;
import dev.gatescribe.testbed.fixture.RecordedStreams;
import dev.gatescribe.testbed.fixture.RecordedStreams.Kind;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One kill: sessions of several kinds run, the server is killed when one of them has received so
 * many bytes, is started again on its data, and then the recordings are held against what the
 * clients and the target had received.
 */
public final class KillRound {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String FAREWELL = "Connection to 127.0.0.1 closed";
  private static final Duration POLL = Duration.ofMillis(1);

  /**
   * A kill comes somewhere between the first byte of the burst and one of these.
   *
   * <p>Most come early, where segments and journal files are young, or after the first of them were
   * left behind; a few come about a second into the burst, where everything has turned over several
   * times. Those few cost most of a campaign's time, for all that was received is compared.
   */
  private static final int[] KILL_WITHIN_BYTES = {
    2_000_000, 2_000_000, 2_000_000, 2_000_000, 12_000_000, 12_000_000, 12_000_000, 60_000_000
  };

  /**
   * What is printed: every line is different, so that nothing can be missing unseen.
   *
   * <p>The rates differ by orders of magnitude, and so does the size of the events.
   */
  private enum Talk {
    DRIP("i=0; while :; do i=$((i+1)); echo out $i; echo err $i >&2; done", false),
    TERMINAL("i=0; while :; do i=$((i+1)); echo line $i; done", true),
    /** Comes last: what it sends while others begin would be compared and show nothing. */
    BURST("seq 1 500000000", false);

    private final String command;
    private final boolean terminal;

    Talk(String command, boolean terminal) {
      this.command = command;
      this.terminal = terminal;
    }
  }

  /**
   * What came out of one round.
   *
   * @param receivedBytes what clients and the target had received
   * @param missingBytes how many of them are not in the recordings
   * @param problems anything else that is not as promised
   */
  public record Outcome(
      Set<RecordingId> recordings,
      long receivedBytes,
      long missingBytes,
      int truncated,
      int sealed,
      List<String> problems) {
    public Outcome {
      recordings = Set.copyOf(recordings);
      problems = List.copyOf(problems);
    }

    public boolean holds() {
      return missingBytes == 0 && problems.isEmpty();
    }
  }

  private record Talker(Talk talk, ChildProcess ssh, Path received) {}

  private final GatewayedHost host;
  private final Random random;
  private final Path folder;
  private final List<String> problems = new ArrayList<>();
  private long receivedBytes;
  private long missingBytes;

  private KillRound(GatewayedHost host, Random random, Path folder) {
    this.host = host;
    this.random = random;
    this.folder = folder;
  }

  /**
   * Runs one round. The server runs afterwards as it did before.
   *
   * @param random decides when the kill comes
   * @param folder for what the clients receive; must not exist
   */
  public static Outcome run(GatewayedHost host, Random random, Path folder) throws IOException {
    Files.createDirectories(folder);
    return new KillRound(host, random, folder).run();
  }

  private Outcome run() throws IOException {
    StoredRecordings.Since since = host.newRecordings();
    SshDestination gateway = host.destination();
    List<Talker> talkers = new ArrayList<>();
    Path uploaded = folder.resolve("uploaded");
    Path uploadEnded = folder.resolve("upload-ended");
    CommandResult finished = gateway.ssh("echo finished before").run();
    if (finished.exitStatus() != 0) {
      problems.add("the session before the kill failed: " + finished);
    }
    try (ChildProcess upload =
        gateway
            .ssh("cat > '" + uploaded + "'; : > '" + uploadEnded + "'")
            .options("-q")
            .openInput()
            .start()) {
      for (Talk talk : Talk.values()) {
        talkers.add(start(talk, gateway));
        awaitBytes(talkers.getLast().received(), 1);
      }
      Thread.ofPlatform().daemon().start(() -> feed(upload.stdin()));
      awaitBytes(uploaded, 1);
      int within = KILL_WITHIN_BYTES[random.nextInt(KILL_WITHIN_BYTES.length)];
      awaitBytes(talkers.getLast().received(), 1 + random.nextInt(within));
      host.gateway().process().kill();
      upload.await(LIMIT);
      for (Talker talker : talkers) {
        talker.ssh().await(LIMIT);
      }
    } finally {
      talkers.forEach(talker -> talker.ssh().close());
    }
    host.gateway().restart();
    await().atMost(LIMIT).until(() -> Files.exists(uploadEnded));
    Set<RecordingId> ids = since.awaitFinished(talkers.size() + 2);
    return check(ids, talkers, uploaded);
  }

  private Talker start(Talk talk, SshDestination gateway) {
    Path received = folder.resolve(talk.name());
    ChildProcess ssh =
        gateway
            .ssh(talk.command)
            .options("-q", talk.terminal ? "-tt" : "-T")
            .outputTo(received)
            .start();
    return new Talker(talk, ssh, received);
  }

  private static void feed(OutputStream input) {
    try (input) {
      StringBuilder lines = new StringBuilder();
      for (long number = 0; ; number++) {
        lines.append("input line ").append(number).append('\n');
        if (number % 1_000 == 0) {
          input.write(lines.toString().getBytes(StandardCharsets.US_ASCII));
          lines.setLength(0);
        }
      }
    } catch (IOException e) {
      return; // The kill has ended the client: from here on nothing is sent.
    }
  }

  private static void awaitBytes(Path file, long bytes) {
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(() -> Files.exists(file) && Files.size(file) >= bytes);
  }

  private Outcome check(Set<RecordingId> ids, List<Talker> talkers, Path uploaded)
      throws IOException {
    RecordingVerifier verifier =
        new RecordingVerifier(
            host.gateway().recordings().store(), RecordingKind.SESSION, trustedKey());
    int truncated = 0;
    int sealed = 0;
    for (RecordingId id : ids) {
      Verification verification = verifier.verify(id);
      verification.findings().forEach(finding -> problems.add(finding.toString()));
      RecordingState state = host.gateway().recordings().summary(id).state();
      truncated += state == RecordingState.TRUNCATED ? 1 : 0;
      sealed += state == RecordingState.SEALED ? 1 : 0;
      RecordedStreams recorded = host.gateway().recordings().open(id);
      String command = recorded.command();
      if (command.startsWith("cat >")) {
        compare(recorded, Kind.INPUT, uploaded);
      } else if (command.equals("echo finished before")) {
        Path received = folder.resolve("finished");
        Files.writeString(received, "finished before\n");
        compare(recorded, Kind.OUTPUT, received);
        continue;
      } else {
        compareTalk(recorded, command, talkers);
      }
      if (state != RecordingState.TRUNCATED) {
        problems.add(id + " was live at the kill and is " + state.code());
      }
    }
    return new Outcome(ids, receivedBytes, missingBytes, truncated, sealed, problems);
  }

  private void compareTalk(RecordedStreams recorded, String command, List<Talker> talkers)
      throws IOException {
    for (Talker talker : talkers) {
      if (talker.talk().command.equals(command)) {
        compare(recorded, Kind.OUTPUT, talker.received());
        if (talker.talk() == Talk.DRIP) {
          Path errors = folder.resolve("errors");
          Files.writeString(errors, withoutFarewell(talker.ssh().stderr().text()));
          compare(recorded, Kind.ERROR_OUTPUT, errors);
        }
        return;
      }
    }
    problems.add(recorded.id() + " is a recording of something that nobody ran: " + command);
  }

  /** The client's own last line, which it writes where the target's errors go. */
  private static String withoutFarewell(String stderr) {
    int farewell = stderr.lastIndexOf(FAREWELL);
    return farewell < 0 ? stderr : stderr.substring(0, farewell);
  }

  private void compare(RecordedStreams recorded, Kind kind, Path received) throws IOException {
    try (PrefixCheck check = new PrefixCheck(received)) {
      recorded.copy(kind, check);
      receivedBytes += check.receivedBytes();
      missingBytes += check.missingBytes();
    }
  }

  private TrustedKey trustedKey() throws IOException {
    try {
      return TrustedKey.parse(Files.readString(host.gateway().publicSigningKey()));
    } catch (FormatException e) {
      throw new IOException("the signing key is not what the server wrote", e);
    }
  }
}
