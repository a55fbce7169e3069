package dev.gatescribe.cli.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.GatescribeCommand;
import dev.gatescribe.cli.recordings.StoredExample;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.RequestedResource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcileCommandTest {
  private static final Instant NINE = Instant.parse("2026-11-21T09:00:00Z");

  @TempDir private Path folder;
  private StoredExample example;
  private Path authLog;

  private record Outcome(int code, String out, String err) {}

  @BeforeEach
  void storeASession() throws IOException {
    example = new StoredExample(folder.resolve("data/store"));
    session(NINE, Protocol.SSH, 50_022);
    authLog = folder.resolve("auth.log");
  }

  private RecordingId session(Instant startedAt, Protocol protocol, int port) throws IOException {
    return example.store(
        startedAt, protocol, List.of(new Event.TargetConnected("10.0.0.7", port, "10.0.0.9", 22)));
  }

  private static String sshd(int second, String login, int port) {
    return "2026-11-21T09:00:%02dZ web-1 sshd[1]: Accepted publickey for %s from 10.0.0.7 port %d ssh2%n"
        .formatted(second, login, port);
  }

  private Outcome run(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of("coverage", "reconcile"));
    all.addAll(List.of("--data", folder.resolve("data").toString()));
    all.addAll(List.of(words));
    int code =
        GatescribeCommand.commandLine(new PrintWriter(out), new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    return new Outcome(code, out.toString(), err.toString());
  }

  @Test
  void everyLoginHasItsSessionThenAllIsWell() throws IOException {
    Files.writeString(authLog, sshd(1, "deploy", 50_022));

    Outcome outcome = run("--sshd", authLog.toString());

    assertThat(outcome.code).as(outcome.err).isEqualTo(ExitCode.OK);
    assertThat(outcome.out).contains("1 lines, 1 logins", "OK", "0 of 1 logins");
  }

  @Test
  void aBypassIsNamedWithItsPlaceAndHasAnExitCodeOfItsOwn() throws IOException {
    Files.writeString(authLog, sshd(1, "deploy", 50_022) + sshd(2, "root", 50_023));

    Outcome outcome = run("--sshd", authLog.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.BYPASSED);
    assertThat(outcome.out)
        .contains("root", "10.0.0.7 port 50023", authLog + ":2", "WRONG", "1 of 2");
    assertThat(outcome.out).doesNotContain(authLog + ":1");
  }

  @Test
  void jsonNamesTheSame() throws IOException {
    Files.writeString(authLog, sshd(1, "deploy", 50_022) + sshd(2, "root", 50_023));

    JsonNode node =
        JsonMapper.builder().build().readTree(run("--sshd", authLog.toString(), "--json").out);

    assertThat(node.get("logins").asInt()).isEqualTo(2);
    assertThat(node.get("bypasses")).hasSize(1);
    assertThat(node.get("bypasses").get(0).get("login").asText()).isEqualTo("root");
    assertThat(node.get("bypasses").get(0).get("line").asInt()).isEqualTo(2);
  }

  @Test
  void sessionsOnAnotherTargetExplainNothingIfTheTargetIsNamed() throws IOException {
    Files.writeString(authLog, sshd(1, "deploy", 50_022));

    assertThat(run("--sshd", authLog.toString(), "--target", "web-1").code).isEqualTo(ExitCode.OK);
    assertThat(run("--sshd", authLog.toString(), "--target", "web-2").code)
        .isEqualTo(ExitCode.BYPASSED);
  }

  @Test
  void timesBoundWhatIsLookedAt() throws IOException {
    Files.writeString(authLog, sshd(1, "root", 1) + sshd(30, "root", 2));

    assertThat(run("--sshd", authLog.toString(), "--from", "2026-11-21T09:00:02Z").out)
        .contains("1 of 1")
        .contains("port 2");
    assertThat(run("--sshd", authLog.toString(), "--to", "2026-11-21T09:00:01Z").code)
        .isEqualTo(ExitCode.OK);
  }

  @Test
  void hostileAndMalformedLinesAreCountedAndShowNothingToTheTerminal() throws IOException {
    Files.writeString(
        authLog,
        "\u001b]52;c;eA==\u0007\n" + "x".repeat(5 << 20) + "\n" + sshd(1, "\u001b[2Jevil", 7));

    Outcome outcome = run("--sshd", authLog.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.BYPASSED);
    assertThat(outcome.out)
        .contains("evil", "1 lines not understood (the first is line 1)", "1 lines too long")
        .doesNotContain("\u001b");
  }

  @Test
  void damagedRecordingIsSaidAndDoesNotEndTheRest() throws IOException {
    RecordingId damaged = session(NINE.plusSeconds(5), Protocol.SSH, 50_099);
    Path segment =
        folder
            .resolve("data/store")
            .resolve(ObjectNames.segment(RecordingKind.SESSION, damaged, 0));
    Files.write(segment, new byte[] {1, 2, 3});
    Files.writeString(authLog, sshd(1, "deploy", 50_022));

    Outcome outcome = run("--sshd", authLog.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.DOES_NOT_HOLD);
    assertThat(outcome.out).contains("cannot be read", damaged.toString());
  }

  @Test
  void sessionsThatNoLogKnowsAreNamedWhenAsked() throws IOException {
    RecordingId unseen = session(NINE.plusSeconds(10), Protocol.SSH, 50_033);
    session(NINE.plusSeconds(20), Protocol.SSH, 50_034);
    Files.writeString(authLog, sshd(1, "deploy", 50_022) + sshd(21, "deploy", 50_034));

    assertThat(run("--sshd", authLog.toString()).out).contains("1 sessions are in none");
    assertThat(run("--sshd", authLog.toString(), "--unseen").out).contains(unseen.toString());
  }

  @Test
  void databaseLoginsAreReconciledToo() throws IOException {
    session(NINE, Protocol.POSTGRESQL, 50_022);
    Path log = folder.resolve("postgresql.log");
    Files.writeString(
        log,
        """
        2026-11-21 09:00:00.100 UTC [1] LOG:  connection received: host=10.0.0.7 port=50022
        2026-11-21 09:00:00.200 UTC [1] LOG:  connection authorized: user=deploy database=shop
        2026-11-21 09:00:03.100 UTC [2] LOG:  connection received: host=10.0.0.8 port=50022
        2026-11-21 09:00:03.200 UTC [2] LOG:  connection authorized: user=deploy database=shop
        """);

    Outcome outcome = run("--postgres", log.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.BYPASSED);
    assertThat(outcome.out).contains(log + ":4", "1 of 2");
  }

  @Test
  void clusterRequestsAreKnownByTheirAuditIdAndNothingElseIs() throws IOException {
    RecordingId session =
        example.store(
            NINE,
            Protocol.KUBERNETES,
            List.of(
                new KubernetesEvent.RequestStarted(
                    1,
                    "GET",
                    "list",
                    new RequestedResource("", "v1", "shop", "pods", "", ""),
                    "kubectl",
                    Content.of("/api/v1/namespaces/shop/pods?limit=500")),
                new KubernetesEvent.RequestEnded(1, RequestOutcome.COMPLETED)));
    Path log = folder.resolve("audit.log");
    Files.writeString(
        log,
        String.join(
            "\n",
            request(session + "-1", "gateway", "ada", "/api/v1/namespaces/shop/pods"),
            request(session + "-1", "gateway", "ada", "/api/v1/namespaces/shop/pods"),
            request(session + "-2", "gateway", "ada", "/api/v1/namespaces/shop/secrets"),
            request("8f0c5d3e", "mallory", "", "/api/v1/secrets"),
            request("8f0c5d3f", "mallory", "", "/api/v1/nodes"),
            request("8f0c5d40", "system:node:n1", "", "/api/v1/nodes")));

    Outcome outcome = run("--kubernetes", log.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.BYPASSED);
    assertThat(outcome.out)
        .contains("4 of 5 logins and requests have no session", "mallory", "gateway as ada")
        .contains("1 requests of the cluster's own parts were left out");
  }

  private static String request(String id, String user, String impersonated, String path) {
    return ("{'auditID':'%s','stage':'ResponseComplete','requestURI':'%s','verb':'list',"
            + "'user':{'username':'%s'},'impersonatedUser':{'username':'%s'},"
            + "'sourceIPs':['10.0.0.7'],'userAgent':'kubectl',"
            + "'requestReceivedTimestamp':'2026-11-21T09:00:01.000000Z'}")
        .formatted(id, path, user, impersonated)
        .replace('\'', '"');
  }

  @Test
  void whatCannotBeDoneIsSaid() {
    assertThat(run().code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(run("--sshd", "no-such.log").err).contains("no-such.log does not exist");
    assertThat(run("--postgres", authLog.toString(), "--log-line-prefix", "%u").code)
        .isEqualTo(ExitCode.NOT_DONE);
  }
}
