package dev.gatescribe.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.Principal;
import dev.gatescribe.session.RecordingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessReloadTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String MAIN =
      "data: data\naccess: [people.yaml]\ntargets: []\npolicies: []\n";
  private static final String SHA256 = "0".repeat(64);

  @TempDir Path folder;
  private final List<AuditEvent> audited = new CopyOnWriteArrayList<>();
  private volatile boolean auditFails;
  private AccessInForce access;
  private AccessReload reload;

  @BeforeEach
  void start() throws Exception {
    write("gatescribe.yaml", MAIN);
    write("people.yaml", person("ada"));
    ServerConfiguration started = ServerConfiguration.read(folder.resolve("gatescribe.yaml"));
    access = new AccessInForce(started.admission(), Clock.systemUTC());
    reload = new AccessReload(started, access, this::append, Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    reload.close();
  }

  private void append(AuditEvent event) throws RecordingException {
    if (auditFails) {
      throw new RecordingException("the disk is full");
    }
    audited.add(event);
  }

  @Test
  void changedFileIsInForceAndAuditedWithItsVersion() throws Exception {
    String before = reload.version();

    write("people.yaml", person("grace"));

    await().atMost(LIMIT).until(() -> knows("grace"));
    assertThat(knows("ada")).isFalse();
    assertThat(reload.version()).isNotEqualTo(before).isEqualTo(access.engine().version());
    assertThat(audited)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.action().code()).isEqualTo("access-loaded");
          assertThat(event.policyVersion()).isEqualTo(reload.version());
          assertThat(event.detail()).isEqualTo("0 targets, 1 principals, 0 groups, 0 policies");
        });
  }

  @Test
  void wrongFileIsRefusedAndTheOldOneStaysUntilItIsRight() throws Exception {
    write("people.yaml", "principals:\n  - nam: grace\n");

    await().atMost(LIMIT).until(() -> reload.refusal().isPresent());
    assertThat(reload.refusal().orElseThrow()).contains("people.yaml:2:5");
    assertThat(knows("ada")).isTrue();
    assertThat(audited)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.action().code()).isEqualTo("access-refused");
          assertThat(event.detail()).contains("people.yaml:2:5");
        });

    write("people.yaml", person("grace"));

    await().atMost(LIMIT).until(() -> knows("grace"));
    assertThat(reload.refusal()).isEmpty();
  }

  @Test
  void fileThatIsGoneIsRefused() throws Exception {
    Files.delete(folder.resolve("people.yaml"));

    await().atMost(LIMIT).until(() -> reload.refusal().isPresent());
    assertThat(knows("ada")).isTrue();
  }

  @Test
  void auditLogThatFailsKeepsTheOldOneInForce() throws Exception {
    auditFails = true;

    write("people.yaml", person("grace"));

    await().atMost(LIMIT).until(() -> reload.refusal().isPresent());
    assertThat(knows("ada")).isTrue();
    assertThat(knows("grace")).isFalse();
  }

  @Test
  void fileThatTheConfigurationNamesAnewIsWatchedFromThenOn() throws Exception {
    write("more/more.yaml", person("grace"));
    write("gatescribe.yaml", MAIN.replace("[people.yaml]", "[people.yaml, more]"));
    await().atMost(LIMIT).until(() -> knows("grace"));

    write("more/more.yaml", person("linus"));

    await().atMost(LIMIT).until(() -> knows("linus"));
    assertThat(knows("ada")).isTrue();
  }

  private boolean knows(String name) {
    return access.find(new Principal(name)).isPresent();
  }

  private static String person(String name) {
    return "principals: [{name: %s, accessTokens: [{name: t, sha256: %s, targets: ['*']}]}]\n"
        .formatted(name, name.equals("ada") ? SHA256 : "1" + SHA256.substring(1));
  }

  /** As editors do it: a new file in the place of the old. */
  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Path next = file.resolveSibling("." + file.getFileName() + ".next");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
