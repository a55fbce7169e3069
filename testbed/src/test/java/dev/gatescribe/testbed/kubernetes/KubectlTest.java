package dev.gatescribe.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.testbed.fixture.Checksum;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.FreePorts;
import dev.gatescribe.testbed.fixture.KubectlCommand;
import dev.gatescribe.testbed.fixture.Tmux;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kubectl} through the gateway: what people do every day, on a real cluster. */
@Tag("cluster")
class KubectlTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LARGE = 100_000_000;

  /** The secret of the cluster's manifests. */
  private static final String PIN = "4711-not-for-recordings";

  @AutoClose private static GatewayedCluster gatewayed;
  private static KubectlCommand kubectl;

  @BeforeAll
  static void startCluster() {
    gatewayed = GatewayedCluster.start();
    kubectl = gatewayed.kubectl();
  }

  @BeforeEach
  void forgetWhatOtherTestsRecorded() {
    gatewayed.finishedRecordings();
  }

  @Test
  void questionsAreAnsweredAsWithoutAGateway() {
    for (String question :
        List.of(
            "get configmap opening-hours -o yaml",
            "get service,deployment -o name",
            "describe configmap opening-hours",
            "api-resources --no-headers -o name",
            "explain pod.spec.containers",
            "get pods -n kube-system",
            "get nothing",
            "auth can-i create pods",
            "auth can-i create pods -n kube-system")) {
      String[] words = ("-n shop " + question).split(" ");
      CommandResult through = kubectl.run(words);
      CommandResult direct = gatewayed.direct().run(words);

      assertThat(withoutUser(through.stdoutText())).isEqualTo(withoutUser(direct.stdoutText()));
      assertThat(withoutUser(through.stderrText())).isEqualTo(withoutUser(direct.stderrText()));
      assertThat(through.exitStatus()).isEqualTo(direct.exitStatus());
    }
  }

  private static String withoutUser(String text) {
    return text.replaceAll("\"(demo|developer)\"", "USER");
  }

  @Test
  void objectIsAppliedChangedWatchedAndDeletedAndTheChangeIsRecorded() throws IOException {
    Path manifest = gatewayed.demo().scratch("configmap.yaml");
    Files.writeString(
        manifest,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: notice, namespace: shop }
        data: { text: "a notice that %s was here" }
        """
            .formatted("nobody"));
    try (ChildProcess watch =
        kubectl.start(
            Path.of("/dev/null"), "get", "configmaps", "--watch", "--output-watch-events")) {
      await().atMost(LIMIT).until(() -> watch.stdout().text().contains("opening-hours"));

      kubectl.run("apply", "-f", manifest.toString()).orFail();
      kubectl.run("patch", "configmap", "notice", "-p", "{\"data\":{\"more\":\"37\"}}").orFail();
      kubectl.run("delete", "configmap", "notice").orFail();

      await().atMost(LIMIT).until(() -> watch.stdout().text().contains("DELETED"));
    }
    assertThat(recordedBodies()).contains("a notice that nobody was here").contains("\"37\"");
  }

  @Test
  void secretIsReadAndWrittenAndNeverRecorded() throws IOException {
    String read =
        kubectl.run("get", "secret", "till", "-o", "jsonpath={.data.pin}").orFail().stdoutText();
    assertThat(read).isNotEmpty();
    Path manifest = gatewayed.demo().scratch("secret.yaml");
    Files.writeString(
        manifest,
        """
        apiVersion: v1
        kind: Secret
        metadata: { name: canary, namespace: shop }
        stringData: { key: "CANARY-%s" }
        """
            .formatted(PIN));

    kubectl.run("apply", "-f", manifest.toString()).orFail();
    kubectl
        .run("create", "secret", "generic", "canary-2", "--from-literal=key=CANARY-" + PIN)
        .orFail();
    kubectl
        .run("patch", "secret", "canary", "-p", "{\"stringData\":{\"key\":\"CANARY-2\"}}")
        .orFail();

    assertThat(recordedBodies())
        .doesNotContain("CANARY-")
        .doesNotContain(read)
        .doesNotContain("Q0FOQVJZL") // the same in base64
        .contains("withheld(secret)");
  }

  @Test
  void whatIsCreatedWithoutAManifestIsRecorded() {
    kubectl
        .run("create", "configmap", "short-notice", "--from-literal=text=closed at noon")
        .orFail();
    kubectl.run("delete", "configmap", "short-notice").orFail();

    assertThat(recordedBodies()).contains("short-notice").contains("closed at noon");
  }

  @Test
  void logsAreFollowedAsTheyAppear() {
    kubectl
        .run(
            "run",
            "talker",
            "--image=gatescribe.test/busybox:1",
            "--image-pull-policy=Never",
            "--restart=Never",
            "--",
            "sh",
            "-c",
            "n=0; while [ $n -lt 600 ]; do n=$((n+1)); echo line $n; sleep 0.2; done")
        .orFail();
    kubectl.run("wait", "--for=condition=Ready", "pod/talker", "--timeout=60s").orFail();
    try (ChildProcess logs = kubectl.start(Path.of("/dev/null"), "logs", "-f", "talker")) {
      await().atMost(LIMIT).until(() -> logs.stdout().text().contains("line 3\n"));
      int now = logs.stdout().text().length();
      await().atMost(LIMIT).until(() -> logs.stdout().text().length() > now);
    }
    kubectl.run("delete", "pod", "talker", "--grace-period=0", "--force").orFail();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void hundredMegabytesThroughExecInBothDirectionsThenTheyAreEqualAndRecorded(boolean webSocket)
      throws IOException {
    KubectlCommand client = webSocket ? kubectl : gatewayed.kubectlOfSpdy();
    Path large = gatewayed.demo().scratch("large");
    byte[] bytes = new byte[LARGE];
    new Random(7).nextBytes(bytes);
    Files.write(large, bytes);

    // The command outlives its cat, because containerd closes the input with the output.
    CommandResult up =
        client.run(
            large,
            "-n",
            "shop",
            "exec",
            "-i",
            gatewayed.pod(),
            "--",
            "sh",
            "-c",
            "cat >/tmp/large; sha256sum </tmp/large");
    CommandResult down =
        client.run("-n", "shop", "exec", gatewayed.pod(), "--", "cat", "/tmp/large");

    assertThat(up.orFail().stdoutText()).startsWith(sha256(bytes));
    assertThat(sha256(down.orFail().stdout())).isEqualTo(sha256(bytes));
    List<String> recorded = new ArrayList<>();
    gatewayed
        .finishedRecordings()
        .forEach(recording -> recorded.addAll(LargeStreams.checksums(recording, LARGE)));
    assertThat(recorded)
        .as("what went up and what came down")
        .containsExactly(sha256(bytes), sha256(bytes));
  }

  @Test
  void commandsStatusAndStreamsArriveApart() {
    CommandResult result =
        kubectl.run("exec", gatewayed.pod(), "--", "sh", "-c", "echo out; echo err >&2; exit 37");

    assertThat(result.stdoutText()).isEqualTo("out\n");
    assertThat(result.stderrText()).startsWith("err\n");
    assertThat(result.exitStatus()).isEqualTo(37);
  }

  @Test
  void terminalInAPodIsATerminal() {
    List<String> words = kubectl.words("exec", "-it", gatewayed.pod(), "--", "sh");
    try (Tmux terminal = Tmux.open(gatewayed.demo().scratch("tmux"), 101, 33, words)) {
      terminal.awaitText("/ #");
      terminal.typeLine("stty size");
      terminal.awaitText("33 101");
      terminal.resize(91, 27);
      terminal.typeLine("stty size");
      terminal.awaitText("27 91");
      terminal.typeLine("sleep 600");
      terminal.press("C-c");
      terminal.typeLine("echo still $((18 + 19))");
      terminal.awaitText("still 37");
      terminal.typeLine("exit 7");
      assertThat(terminal.awaitExit()).isEqualTo("7");
    }
    List<Event> events = events();
    assertThat(events)
        .anySatisfy(event -> assertThat(event).isInstanceOf(Event.TerminalResized.class));
    assertThat(events).contains(new Event.Exited(streamOfLastExec(events), 7));
  }

  @Test
  void fileIsCopiedThereAndBack() throws IOException {
    Path here = gatewayed.demo().scratch("copied");
    byte[] bytes = new byte[3_000_000];
    new Random(8).nextBytes(bytes);
    Files.write(here, bytes);
    String pod = gatewayed.pod().substring("pod/".length());

    kubectl.run("cp", here.toString(), "shop/" + pod + ":/tmp/copied").orFail();
    Path back = gatewayed.demo().scratch("back");
    kubectl.run("cp", "shop/" + pod + ":/tmp/copied", back.toString()).orFail();

    assertThat(Files.readAllBytes(back)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void portIsForwarded(boolean webSocket) throws Exception {
    KubectlCommand client = webSocket ? kubectl : gatewayed.kubectlOfSpdy();
    int port = FreePorts.one();
    try (ChildProcess forward =
        client.start(
            Path.of("/dev/null"), "-n", "shop", "port-forward", gatewayed.pod(), port + ":8080")) {
      await()
          .atMost(LIMIT)
          .until(() -> forward.stdout().text().contains("Forwarding from 127.0.0.1"));
      try (HttpClient http = HttpClient.newHttpClient()) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build();
        for (int i = 0; i < 3; i++) {
          assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
              .isEqualTo(200);
        }
      }
    }
    assertThat(events())
        .anySatisfy(event ->
            assertThat(event)
                .isInstanceOfSatisfying(
                    KubernetesEvent.StreamAttached.class,
                    attached -> assertThat(attached.detail()).isEqualTo("8080")));
  }

  @Test
  void apiServerSeesThePrincipalAndTheGatewayBehindIt() {
    kubectl.run("get", "configmap", "opening-hours").orFail();

    await()
        .atMost(LIMIT)
        .until(() ->
            gatewayed
                .cluster()
                .auditLog()
                .lines()
                .anyMatch(line ->
                    line.contains("/configmaps/opening-hours")
                        && line.contains("\"username\":\"gatescribe-gateway\"")
                        && line.contains("\"impersonatedUser\":{\"username\":\"demo\"")));
  }

  /** What clients sent in changes, over all recordings of this cluster. */
  private static String recordedBodies() {
    StringBuilder bodies = new StringBuilder();
    for (Event event : events()) {
      if (event instanceof KubernetesEvent.RequestBody(_, Content.Clear(var bytes))) {
        bodies.append(StandardCharsets.UTF_8.decode(bytes.duplicate())).append('\n');
      }
    }
    return bodies.toString();
  }

  private static int streamOfLastExec(List<Event> events) {
    return events.stream()
        .filter(KubernetesEvent.StreamAttached.class::isInstance)
        .map(KubernetesEvent.StreamAttached.class::cast)
        .reduce((_, last) -> last)
        .orElseThrow()
        .stream();
  }

  private static List<Event> events() {
    List<Event> events = new ArrayList<>();
    gatewayed.finishedRecordings().forEach(recording -> events.addAll(recording.events()));
    return events;
  }

  private static String sha256(byte[] bytes) {
    Checksum checksum = new Checksum();
    checksum.write(bytes, 0, bytes.length);
    return checksum.hex();
  }
}
