package dev.gatescribe.testbed.campaign;

import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.read.RecordingState;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.KubectlCommand;
import dev.gatescribe.testbed.fixture.KubernetesCluster;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One kill in mid-exec: {@code tee} in a pod keeps what it gets and sends it back; the server is
 * killed when the client has received so much, and started again. Then what the pod got and what
 * the client got has to be in the recording.
 */
public final class ExecKillRound {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int KILL_MOST_BYTES = 30_000_000;
  private static final int KILL_EARLY_BYTES = 1_000_000;

  /** What came out of one round. */
  public record Outcome(
      Set<RecordingId> recordings,
      long receivedByPod,
      long receivedByClient,
      long missingBytes,
      List<String> problems) {
    public boolean holds() {
      return missingBytes == 0 && problems.isEmpty() && receivedByPod > 0 && receivedByClient > 0;
    }
  }

  private final DemoServer demo;
  private final KubernetesCluster cluster;
  private final Random random;
  private final Path folder;

  private ExecKillRound(DemoServer demo, KubernetesCluster cluster, Random random, Path folder) {
    this.demo = demo;
    this.cluster = cluster;
    this.random = random;
    this.folder = folder;
  }

  /**
   * Runs one round. The server runs afterwards as it did before.
   *
   * @param random decides when the kill comes, and which of the two protocols carries the exec
   * @param folder for what the client and the pod receive; must not exist
   */
  public static Outcome run(DemoServer demo, KubernetesCluster cluster, Random random, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    return new ExecKillRound(demo, cluster, random, folder).run();
  }

  private Outcome run() throws IOException {
    KubectlCommand direct = new KubectlCommand(cluster.kubectl(), cluster.developerKubeconfig());
    String pod =
        direct
            .run("-n", "shop", "get", "pods", "-l", "app=web", "-o", "name")
            .orFail()
            .stdoutText()
            .strip();
    StoredRecordings.Since since = demo.recordings().now();
    boolean webSocket = random.nextBoolean();
    KubectlCommand through =
        new KubectlCommand(
            webSocket ? cluster.kubectl() : cluster.kubectlOfSpdy(),
            Path.of(demo.environment().get("GATESCRIBE_KUBECONFIG")));
    Path received = folder.resolve("received");
    ProcessBuilder builder =
        through
            .builder("-n", "shop", "exec", "-i", pod, "--", "sh", "-c", "tee /tmp/kept; true")
            .redirectOutput(received.toFile());
    try (ChildProcess exec = ChildProcess.start(builder)) {
      Thread.ofPlatform().daemon().start(() -> feed(exec.stdin()));
      long killAfter =
          1L + random.nextInt(random.nextBoolean() ? KILL_EARLY_BYTES : KILL_MOST_BYTES);
      await()
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> Files.exists(received) && Files.size(received) >= killAfter);
      demo.kill();
      exec.await(LIMIT);
    }
    demo.restart();
    Set<RecordingId> ids = since.awaitFinished(1);
    Path kept = folder.resolve("kept");
    Files.write(
        kept, direct.run("-n", "shop", "exec", pod, "--", "cat", "/tmp/kept").orFail().stdout());
    return check(ids, kept, received);
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

  private Outcome check(Set<RecordingId> ids, Path kept, Path received) throws IOException {
    List<String> problems = new ArrayList<>();
    RecordingId id = ids.iterator().next();
    RecordingState state = demo.recordings().summary(id).state();
    if (state != RecordingState.TRUNCATED) {
      problems.add(id + " was live at the kill and is " + state.code());
    }
    long missing = 0;
    try (PrefixCheck pod = new PrefixCheck(kept);
        PrefixCheck client = new PrefixCheck(received)) {
      for (Event event : demo.recordings().open(id).events()) {
        switch (event) {
          case Event.Input(_, Content.Clear(ByteBuffer bytes)) -> write(pod, bytes);
          case Event.Output(_, Content.Clear(ByteBuffer bytes)) -> write(client, bytes);
          default -> {}
        }
      }
      missing += pod.missingBytes() + client.missingBytes();
      return new Outcome(ids, pod.receivedBytes(), client.receivedBytes(), missing, problems);
    }
  }

  private static void write(PrefixCheck check, ByteBuffer bytes) throws IOException {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    check.write(copy, 0, copy.length);
  }
}
