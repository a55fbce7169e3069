package dev.gatescribe.cli.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.GatescribeCommand;
import dev.gatescribe.cli.recordings.StoredExample;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
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

class CoverageCommandTest {
  private static final Instant NINE = Instant.parse("2026-01-02T09:00:00Z");

  @TempDir private Path folder;
  private StoredExample example;
  private final List<AuditEvent> audited = new ArrayList<>();

  private record Outcome(int code, String out) {}

  @BeforeEach
  void storeASession() throws IOException {
    example = new StoredExample(folder.resolve("data/store"));
    started(example.store(NINE, "uptime"));
  }

  private void admitted(RecordingId session) {
    audited.add(event(AuditAction.SESSION_ADMITTED, session));
  }

  private void started(RecordingId session) {
    admitted(session);
    audited.add(event(AuditAction.SESSION_STARTED, session));
  }

  private static AuditEvent event(AuditAction action, RecordingId session) {
    return new AuditEvent(
        session.createdAt(),
        action,
        "",
        session.toString(),
        Protocol.SSH,
        "ada",
        "web-1",
        "deploy",
        "192.0.2.7:50022",
        "engineers",
        "");
  }

  private Outcome run(String... words) throws IOException {
    example.storeAudit(NINE, audited);
    StringWriter out = new StringWriter();
    List<String> all = new ArrayList<>(List.of("coverage"));
    all.addAll(List.of("--data", folder.resolve("data").toString()));
    all.addAll(List.of(words));
    int code =
        GatescribeCommand.commandLine(new PrintWriter(out), new PrintWriter(out))
            .execute(all.toArray(String[]::new));
    return new Outcome(code, out.toString());
  }

  @Test
  void everySessionHasItsRecordingThenAllIsWell() throws IOException {
    admitted(RecordingId.create(NINE.plusSeconds(1)));

    Outcome outcome = run();

    assertThat(outcome.code).as(outcome.out).isEqualTo(ExitCode.OK);
    assertThat(outcome.out).contains("OK", "2 admitted, 0 missing").containsPattern("not begun +1");
  }

  @Test
  void aSessionWithoutRecordingIsNamedAndTheExitCodeTells() throws IOException {
    RecordingId missing = RecordingId.create(NINE.plusSeconds(2));
    started(missing);

    Outcome outcome = run();

    assertThat(outcome.code).isEqualTo(ExitCode.DOES_NOT_HOLD);
    assertThat(outcome.out)
        .contains(missing.toString(), "ada", "web-1", "nothing of it is stored", "WRONG");
  }

  @Test
  void aSessionWhoseStartIsFreshMayStillBeInTheJournal() throws IOException {
    started(RecordingId.create(Instant.now()));

    Outcome outcome = run();

    assertThat(outcome.code).isEqualTo(ExitCode.OK);
    assertThat(outcome.out).containsPattern("unfinished +1");
  }

  @Test
  void damagedManifestIsMissingToo() throws IOException {
    RecordingId damaged = example.store(NINE.plusSeconds(3), "uptime");
    started(damaged);
    Files.writeString(
        folder.resolve("data/store").resolve(ObjectNames.manifest(RecordingKind.SESSION, damaged)),
        "{}");

    JsonNode node = JsonMapper.builder().build().readTree(run("--json").out);

    assertThat(node.get("missing")).hasSize(1);
    assertThat(node.get("missing").get(0).get("id").asText()).isEqualTo(damaged.toString());
    assertThat(node.get("states").get("sealed").asInt()).isOne();
    assertThat(node.get("admissions").asInt()).isEqualTo(2);
  }
}
