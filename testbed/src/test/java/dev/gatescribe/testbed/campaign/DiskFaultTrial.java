package dev.gatescribe.testbed.campaign;

import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.verify.RecordingVerifier;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.GatewayServer;
import dev.gatescribe.testbed.fixture.GatewayedHost;
import dev.gatescribe.testbed.fixture.HostConfiguration;
import dev.gatescribe.testbed.fixture.PowerCutDisk;
import dev.gatescribe.testbed.fixture.RecordedStreams;
import dev.gatescribe.testbed.fixture.RecordedStreams.Kind;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.SshKeys;
import dev.gatescribe.testbed.fixture.SshdServer;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.SystemUser;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import dev.gatescribe.testbed.fixture.WebClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The disk with everything of the gateway's gets full, or fails, while sessions go on: who is
 * refused and who is ended, how soon, with which words, and whether anything is missing afterwards.
 */
public final class DiskFaultTrial {
  /** What happens to the disk. */
  public enum Fault {
    /** No block is left. */
    FULL,
    /** Each read, write and flush fails with EIO. */
    FAILING
  }

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(10);

  /** Somebody who waits, somebody who watches a little, and somebody who floods. */
  private static final String QUIET = "echo here; cat";

  private static final String TICKING =
      "i=0; while kill -0 $PPID; do i=$((i+1)); echo tick $i; sleep 0.02; done";

  private static final String FLOOD = "seq 1 400000000";

  /**
   * What came out.
   *
   * @param refused how long after the fault was known a new session was refused
   * @param ended how long after it the last live session had ended
   * @param messages what the clients were told, each once
   */
  public record Outcome(
      Duration refused,
      Duration ended,
      List<String> messages,
      long receivedBytes,
      long missingBytes,
      List<String> problems) {
    public Outcome {
      messages = List.copyOf(messages);
      problems = List.copyOf(problems);
    }
  }

  private record Client(String command, ChildProcess ssh, Path received) {}

  private final Fault fault;
  private final PowerCutDisk disk;
  private final TemporaryDirectory folder;
  private final SshdServer host;
  private final List<Client> clients = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  private long receivedBytes;
  private long missingBytes;

  private DiskFaultTrial(
      Fault fault, PowerCutDisk disk, TemporaryDirectory folder, SshdServer host) {
    this.fault = fault;
    this.disk = disk;
    this.folder = folder;
    this.host = host;
  }

  /**
   * Runs it.
   *
   * @throws dev.gatescribe.testbed.fixture.UnavailableHereException if this machine cannot have
   *     such a disk
   */
  public static Outcome run(Fault fault) throws IOException {
    try (PowerCutDisk disk = PowerCutDisk.start();
        TemporaryDirectory folder = new TemporaryDirectory();
        SshdServer host =
            GatewayedHost.quickSshd(folder.resolve("host"))
                .start()
                .authorize(SshKeys.make(folder.resolve("credential"), "ed25519"))) {
      SshKeys.make(folder.resolve("principal"), "ed25519");
      return new DiskFaultTrial(fault, disk, folder, host).run();
    }
  }

  private Outcome run() throws IOException {
    Path data = disk.live().resolve("data");
    Duration refused;
    Duration ended;
    try (GatewayServer gateway = start("before", data)) {
      SshDestination way = way(gateway);
      start(way, QUIET);
      start(way, TICKING);
      if (fault == Fault.FULL) {
        fill();
      }
      start(way, FLOOD);
      if (fault == Fault.FAILING) {
        disk.fail();
      }
      await()
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .until(() -> !isReady(gateway));
      long known = System.nanoTime();
      refuse(way);
      refused = Duration.ofNanos(System.nanoTime() - known);
      for (Client client : clients) {
        messages.add(lastLine(client.ssh().await(LIMIT)));
      }
      ended = Duration.ofNanos(System.nanoTime() - known);
      if (fault == Fault.FULL) {
        disk.run(List.of("rm", filler())).orFail();
        await().atMost(LIMIT).until(() -> isReady(gateway));
        // The journal may run out of files once more before the first new one is filled.
        await().atMost(LIMIT).until(() -> way.ssh("echo again").run().exitStatus() == 0);
        compareAll(data);
        return outcome(refused, ended);
      }
      gateway.killAll();
    } finally {
      clients.forEach(client -> client.ssh().close());
    }
    Path survivors = disk.survivors().resolve("data");
    try (GatewayServer gateway = start("after", survivors)) {
      way(gateway).ssh("echo again").run().orFail();
      compareAll(survivors);
    }
    return outcome(refused, ended);
  }

  private Outcome outcome(Duration refused, Duration ended) {
    return new Outcome(
        refused,
        ended,
        messages.stream().distinct().toList(),
        receivedBytes,
        missingBytes,
        problems);
  }

  private GatewayServer start(String name, Path data) {
    return GatewayServer.start(
        folder.resolve(name),
        data,
        disk::entered,
        HostConfiguration.of(host, folder.resolve("credential"), folder.resolve("principal")));
  }

  private SshDestination way(GatewayServer gateway) {
    return gateway.destination(SystemUser.name() + "@host", folder.resolve("principal"));
  }

  private void start(SshDestination way, String command) {
    Path received = folder.resolve("received-" + clients.size());
    ChildProcess ssh = way.ssh(command).openInput().outputTo(received).start();
    clients.add(new Client(command, ssh, received));
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(() -> !ssh.isAlive() || (Files.exists(received) && Files.size(received) > 0));
    if (!ssh.isAlive()) {
      throw new AssertionError("a session did not begin: " + ssh);
    }
  }

  private String filler() {
    return disk.live().resolve("filler").toString();
  }

  /** Takes every block that is left, as somebody's forgotten log does. */
  private void fill() {
    CommandResult filled = disk.run(List.of("dd", "if=/dev/zero", "of=" + filler(), "bs=4096"));
    if (!filled.stderrText().contains("No space left")) {
      throw new AssertionError("the disk is not full: " + filled);
    }
  }

  private static boolean isReady(GatewayServer gateway) {
    return new WebClient(gateway.webUrl(), "").getWithoutToken("/q/health/ready").statusCode()
        == 200;
  }

  private void refuse(SshDestination way) {
    CommandResult result = way.ssh("echo not recorded").run();
    messages.add(lastLine(result));
    if (result.exitStatus() == 0 || !result.stdoutText().isEmpty()) {
      problems.add("a session was let in that cannot be recorded: " + result);
    }
  }

  /** What the client was told; without the end of its connection, which it says itself. */
  private static String lastLine(CommandResult result) {
    return result
        .stderrText()
        .lines()
        .filter(line -> line.contains("gatescribe") || line.contains("record"))
        .reduce((_, last) -> last)
        .orElse("nothing said: " + result.stderrText().strip());
  }

  private void compareAll(Path data) throws IOException {
    StoredRecordings recordings = new StoredRecordings(disk.seenFromOutside(data.resolve("store")));
    // Each client's, and the one afterwards; those that were refused have none.
    await()
        .atMost(LIMIT)
        .until(() ->
            recordings.all().stream().filter(one -> one.problem().isEmpty()).count()
                >= clients.size() + 1);
    RecordingVerifier verifier =
        new RecordingVerifier(recordings.store(), RecordingKind.SESSION, null);
    List<Client> unseen = new ArrayList<>(clients);
    for (RecordingId id : recordings.ids()) {
      verifier.verify(id).findings().forEach(finding -> problems.add(finding.toString()));
      RecordedStreams recorded = recordings.open(id);
      for (Client client : List.copyOf(unseen)) {
        if (recorded.command().equals(client.command())) {
          unseen.remove(client);
          compare(recorded, client);
        }
      }
    }
    unseen.forEach(client -> problems.add("not recorded at all: " + client.command()));
  }

  private void compare(RecordedStreams recorded, Client client) throws IOException {
    try (PrefixCheck check = new PrefixCheck(client.received())) {
      recorded.copy(Kind.OUTPUT, check);
      receivedBytes += check.receivedBytes();
      missingBytes += check.missingBytes();
    }
  }
}
