package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.read.RecordingState;
import dev.gatescribe.recording.read.RecordingSummary;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.LimitEvent.ContentDigest;
import dev.gatescribe.testbed.fixture.Checksum;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandLineTool;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.GatewayServer;
import dev.gatescribe.testbed.fixture.LimitedContents;
import dev.gatescribe.testbed.fixture.RecordedStreams;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.SshKeys;
import dev.gatescribe.testbed.fixture.SshdServer;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.SystemUser;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import dev.gatescribe.testbed.fixture.WebClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Stock {@code ssh}, {@code scp} and {@code rsync} past a small cap, and a session past its budget.
 */
class ContentLimitsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int CAP = 1024 * 1024;

  /** Two hashes are told on the way. */
  private static final int BYTES = 40_000_000;

  private static final TemporaryDirectory FOLDER = new TemporaryDirectory();
  private static final Path PRINCIPAL = SshKeys.make(FOLDER.resolve("principal"), "ed25519");
  private static Path sent;
  private static byte[] content;
  private static SshdServer host;
  private static GatewayServer gateway;

  @BeforeAll
  static void startHostAndGateway() throws IOException {
    sent = FOLDER.resolve("sent");
    Checksum.noise(sent, BYTES, 5);
    content = Files.readAllBytes(sent);
    Path credential = SshKeys.make(FOLDER.resolve("credential"), "ed25519");
    host =
        SshdServer.in(FOLDER.resolve("host")).line("SetEnv SHLVL=1").start().authorize(credential);
    String target =
        """
          - name: %%s
            protocol: ssh
            address: 127.0.0.1:%d
            hostKeys: ["%s"]
            credentials:
              - login: '*'
                privateKeyFile: %s
        """
            .formatted(host.port(), host.publicHostKey(), credential);
    gateway =
        GatewayServer.start(
            FOLDER.resolve("gateway"),
            """
            recording:
              durability: process
              content: {streamCap: 1MiB}
            targets:
            %s%sprincipals:
              - name: somebody
                publicKeys: ["%s"]
            policies:
              - name: capped
                owner: tests
                effect: allow
                include: [{everyone: true}]
                targets: [capped]
                ssh: {logins: ['*']}
              - name: bounded
                owner: tests
                effect: allow
                include: [{everyone: true}]
                targets: [bounded]
                ssh: {logins: ['*']}
                recording: {content: {streamCap: unlimited, sessionBudget: 2MiB}}
            """
                .formatted(
                    target.formatted("capped"),
                    target.formatted("bounded"),
                    SshKeys.publicKey(PRINCIPAL)));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    host.close();
    FOLDER.close();
  }

  private static SshDestination to(String target) {
    return gateway.destination(SystemUser.name() + "@" + target, PRINCIPAL);
  }

  private static String sha256(byte[] bytes) {
    Checksum checksum = new Checksum();
    checksum.write(bytes, 0, bytes.length);
    return checksum.hex();
  }

  private static void assertLimited(LimitedContents recorded, byte[] passed) {
    assertThat(recorded.limits()).hasSize(1);
    assertThat(recorded.limits().getFirst().kept()).isEqualTo(CAP);
    assertThat(recorded.kept()).isEqualTo(Arrays.copyOf(passed, CAP));
    assertThat(recorded.withheld()).isEqualTo(passed.length - CAP);
    assertThat(recorded.lastDigest())
        .isEqualTo(
            new ContentDigest(
                recorded.lastDigest().flow(),
                recorded.lastDigest().number(),
                true,
                passed.length,
                passed.length - CAP,
                sha256(passed)));
    for (ContentDigest running : recorded.runningDigests()) {
      assertThat(running.sha256()).isEqualTo(sha256(Arrays.copyOf(passed, (int) running.bytes())));
    }
  }

  @Test
  void fileGoesInPastTheCapThenItIsWholeAndTheRecordingHoldsItsBeginningItsLengthAndItsHash() {
    Path stored = FOLDER.resolve("stored");
    StoredRecordings.Since since = gateway.recordings().now();

    CommandResult result = to("capped").ssh("cat > '" + stored + "'").input(sent).run();

    assertThat(result.exitStatus()).isZero();
    assertThat(stored).hasSameBinaryContentAs(sent);
    RecordingId id = since.awaitFinished();
    LimitedContents input = LimitedContents.of(gateway.recordings().open(id), ContentFlow.INPUT);
    assertLimited(input, content);
    assertThat(input.runningDigests()).hasSize(2);
    String shown =
        CommandLineTool.run(
                "recordings", "show", id.toString(), "--data", gateway.data().toString())
            .orFail()
            .stdoutText();
    assertThat(shown)
        .contains("NOT KEPT TO THE END")
        .containsPattern("stream 1, input +1\\.0 MiB +40000000 +" + Checksum.of(sent));
    // What is not kept costs little: a few bytes a unit.
    RecordingSummary summary = gateway.recordings().summary(id);
    assertThat(summary.storedBytes()).isLessThan(CAP + 100_000L);
  }

  @Test
  void commandSaysMoreThanTheCapThenTheClientGetsItAll() {
    Path received = FOLDER.resolve("received");
    StoredRecordings.Since since = gateway.recordings().now();

    CommandResult result = to("capped").ssh("cat '" + sent + "'").outputTo(received).run();

    assertThat(result.exitStatus()).isZero();
    assertThat(received).hasSameBinaryContentAs(sent);
    RecordedStreams recording = gateway.recordings().open(since.awaitFinished());
    assertLimited(LimitedContents.of(recording, ContentFlow.OUTPUT), content);
    String played =
        CommandLineTool.run(
                "recordings",
                "play",
                recording.id().toString(),
                "--data",
                gateway.data().toString())
            .orFail()
            .stdoutText();
    assertThat(played)
        .contains("from here on the output is not kept, only its first 1048576 bytes")
        .contains("its SHA-256 is " + Checksum.of(sent))
        .doesNotContain("withheld");
  }

  @Test
  void scpOfAFileThenTheHashIsThatOfTheFileBetweenWhatScpPutsAroundIt() throws IOException {
    Path stored = FOLDER.resolve("copied");
    StoredRecordings.Since since = gateway.recordings().now();

    CommandResult result = transfer("scp", List.of("-q", "-O"), sent, stored);

    assertThat(result.exitStatus()).as(result.toString()).isZero();
    assertThat(stored).hasSameBinaryContentAs(sent);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    String mode = "C0%o %d sent\n".formatted(modeOf(sent), BYTES);
    stream.writeBytes(mode.getBytes(StandardCharsets.US_ASCII));
    stream.writeBytes(content);
    stream.write(0);
    RecordedStreams recording = gateway.recordings().open(since.awaitFinished());
    assertLimited(LimitedContents.of(recording, ContentFlow.INPUT), stream.toByteArray());
  }

  @Test
  void rsyncOfAFileThenTheFileIsWholeAndTheCountsAddUp() {
    Path stored = FOLDER.resolve("synchronised");
    StoredRecordings.Since since = gateway.recordings().now();

    CommandResult result = transfer("rsync", List.of("--whole-file"), sent, stored);

    assertThat(result.exitStatus()).as(result.toString()).isZero();
    assertThat(stored).hasSameBinaryContentAs(sent);
    RecordedStreams recording = gateway.recordings().open(since.awaitFinished());
    LimitedContents input = LimitedContents.of(recording, ContentFlow.INPUT);
    assertThat(input.kept()).hasSize(CAP);
    assertThat(input.lastDigest().ended()).isTrue();
    assertThat(input.lastDigest().withheld()).isEqualTo(input.withheld());
    assertThat(input.lastDigest().bytes()).isEqualTo(CAP + input.withheld()).isGreaterThan(BYTES);
  }

  @Test
  void gatewayKilledInTheMiddleThenTheLastHashIsThatOfABeginning() throws IOException {
    Path endless = FOLDER.resolve("endless");
    Checksum.noise(endless, 10L * BYTES, 6);
    Path stored = FOLDER.resolve("broken-off");
    StoredRecordings.Since since = gateway.recordings().now();
    try (ChildProcess ssh = to("capped").ssh("cat > '" + stored + "'").input(endless).start()) {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> Files.exists(stored) && Files.size(stored) > BYTES);
      gateway.process().kill();
      ssh.await(LIMIT);
    }

    gateway.restart();
    RecordingId id = since.awaitFinished();
    assertThat(gateway.recordings().summary(id).state()).isEqualTo(RecordingState.TRUNCATED);
    LimitedContents input = LimitedContents.of(gateway.recordings().open(id), ContentFlow.INPUT);
    ContentDigest last = input.lastDigest();
    assertThat(last.ended()).isFalse();
    assertThat(last.bytes()).isGreaterThan(BYTES - 16L * 1024 * 1024);
    try (InputStream file = Files.newInputStream(endless)) {
      assertThat(last.sha256()).isEqualTo(sha256(file.readNBytes((int) last.bytes())));
    }
    // Everything that reached the target was counted before.
    assertThat(CAP + input.withheld()).isGreaterThanOrEqualTo(Files.size(stored));
  }

  @Test
  void sessionReachesItsBudgetThenThePersonIsWarnedAndThenToldAndItEnds() throws IOException {
    StoredRecordings.Since since = gateway.recordings().now();

    try (ChildProcess ssh =
        to("bounded")
            .ssh("head -c 2000000 /dev/zero; read -r next; head -c 2000000 /dev/zero; sleep 60")
            .openInput()
            .discardOutput()
            .start()) {
      await()
          .atMost(LIMIT)
          .until(() ->
              ssh.stderr()
                  .text()
                  .contains("90% of this session's budget of 2MiB of recorded content"));
      ssh.stdin().write('\n');
      ssh.stdin().flush();
      CommandResult result = ssh.await(LIMIT);
      assertThat(result.exitStatus()).isNotZero();
      assertThat(result.stderrText())
          .contains("session ended (byte-budget): its budget of 2MiB of recorded content is used");
    }
    RecordingId id = since.awaitFinished();
    RecordingSummary summary = gateway.recordings().summary(id);
    assertThat(summary.state()).isEqualTo(RecordingState.SEALED);
    assertThat(summary.endReason()).isEqualTo(EndReason.BYTE_BUDGET.code());
    byte[] recorded = gateway.recordings().open(id).bytes(RecordedStreams.Kind.OUTPUT);
    assertThat(recorded.length).isBetween(CAP, 2 * CAP);
  }

  @Test
  void budgetReachedOnATerminalThenTheLineIsThereToo() {
    StoredRecordings.Since since = gateway.recordings().now();

    CommandResult result = to("bounded").ssh("yes").options("-tt").run();

    assertThat(result.stdoutText() + result.stderrText()).contains("session ended (byte-budget)");
    assertThat(gateway.recordings().summary(since.awaitFinished()).endReason())
        .isEqualTo(EndReason.BYTE_BUDGET.code());
  }

  @Test
  void sessionIsRecordedThenTheMetricsHaveTheFlushesAndTheDisks() throws IOException {
    Path token = gateway.data().resolve("keys/web-token");
    WebClient web = new WebClient(gateway.webUrl(), Files.readString(token).strip());

    assertThat(to("capped").ssh("true").run().exitStatus()).isZero();

    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(web.get("/q/metrics").body())
                .containsPattern("gatescribe_journal_flush_seconds_count [1-9]"));
    assertThat(web.get("/q/metrics").body())
        .containsPattern("gatescribe_disk_free_bytes\\{disk=\"journal\"\\} [1-9]")
        .containsPattern("gatescribe_disk_free_bytes\\{disk=\"store\"\\} [1-9]")
        .containsPattern("gatescribe_disk_days_left\\{disk=\"journal\"\\} NaN")
        .containsPattern("gatescribe_journal_oldest_unsent_seconds [0-9]")
        .containsPattern("gatescribe_journal_flush_seconds_bucket\\{le=\"0.001\"\\} [0-9]")
        .containsPattern("gatescribe_journal_flush_seconds_max [0-9]");
    assertThat(gateway.process().stderr()).containsPattern("disk +journal: [0-9.]+ .iB free");
  }

  private static int modeOf(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:mode") & 0777;
  }

  private static CommandResult transfer(String program, List<String> options, Path from, Path to) {
    SshDestination destination = to("capped");
    List<String> words = new ArrayList<>(List.of(program));
    words.addAll(options);
    if (program.equals("rsync")) {
      words.add("--rsh=ssh " + String.join(" ", destination.options()).replace("\"", ""));
    } else {
      words.addAll(destination.options());
    }
    words.add(from.toString());
    words.add(destination.host() + ":" + to);
    try (ChildProcess process = ChildProcess.start(new ProcessBuilder(words))) {
      return process.await(LIMIT);
    }
  }
}
