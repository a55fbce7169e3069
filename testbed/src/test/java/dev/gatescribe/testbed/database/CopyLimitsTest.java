package dev.gatescribe.testbed.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.LimitEvent.ContentDigest;
import dev.gatescribe.testbed.fixture.Checksum;
import dev.gatescribe.testbed.fixture.CommandLineTool;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.FreePorts;
import dev.gatescribe.testbed.fixture.GatewayServer;
import dev.gatescribe.testbed.fixture.LimitedContents;
import dev.gatescribe.testbed.fixture.PsqlCommand;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code \copy} of stock {@code psql} past a small cap, and past a budget. */
class CopyLimitsTest {
  private static final int CAP = 1024 * 1024;
  private static final int ROWS = 1_000_000;
  private static final String TOKEN = "a-token-for-this-test-alone";

  @AutoClose private static DemoServer demo;
  @AutoClose private static GatewayServer gateway;
  private static URI database;
  private static int port;
  private static Path rows;

  @BeforeAll
  static void startDatabaseAndGateway() throws IOException {
    demo = DemoServer.start();
    database = URI.create(demo.environment().get("GATESCRIBE_PG_DIRECT_URI"));
    port = FreePorts.one();
    rows = demo.scratch("rows");
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < ROWS; row++) {
      text.append(row).append('\n');
    }
    Files.writeString(rows, text);
    Path password = demo.scratch("password");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, userInfo()[1]);
    String target =
        """
          - name: %%s
            protocol: postgresql
            address: 127.0.0.1:%d
            tls:
              authoritiesFile: %s
            credentials:
              - {login: '*', passwordFile: %s}
        """
            .formatted(database.getPort(), authority(), password);
    gateway =
        GatewayServer.start(
            demo.scratch("limits"),
            """
            postgresql:
              listen: 127.0.0.1:%d
            targets:
            %s%sprincipals:
              - name: somebody
                accessTokens:
                  - {name: token, sha256: %s, targets: ['*']}
            policies:
              - name: capped
                owner: tests
                effect: allow
                include: [{everyone: true}]
                targets: [capped]
                postgresql: {roles: ['*']}
                recording: {content: {streamCap: 1MiB}}
              - name: bounded
                owner: tests
                effect: allow
                include: [{everyone: true}]
                targets: [bounded]
                postgresql: {roles: ['*']}
                recording: {content: {sessionBudget: 1MiB}}
            """
                .formatted(
                    port,
                    target.formatted("capped"),
                    target.formatted("bounded"),
                    sha256(TOKEN.getBytes(StandardCharsets.US_ASCII))));
  }

  private static String sha256(byte[] bytes) {
    Checksum checksum = new Checksum();
    checksum.write(bytes, 0, bytes.length);
    return checksum.hex();
  }

  private static String[] userInfo() {
    return URLDecoder.decode(database.getRawUserInfo(), StandardCharsets.UTF_8).split(":", 2);
  }

  private static String authority() {
    return Arrays.stream(database.getQuery().split("&", -1))
        .filter(parameter -> parameter.startsWith("sslrootcert="))
        .map(parameter -> parameter.substring("sslrootcert=".length()))
        .findFirst()
        .orElseThrow();
  }

  private static CommandResult copyTo(String target) throws IOException {
    Path script = demo.scratch("copy.sql");
    Files.writeString(
        script,
        """
        create temporary table copied (number int);
        \\copy copied from '%s'
        select 'there are', count(*) from copied;
        """
            .formatted(rows));
    return PsqlCommand.to(
            "postgresql://%s%%40%s:%s@127.0.0.1:%d%s?sslmode=verify-full&sslrootcert=%s"
                .formatted(
                    userInfo()[0],
                    target,
                    TOKEN,
                    port,
                    database.getPath(),
                    gateway.data().resolve("keys/tls-authority.pem")))
        .options("--no-align", "--tuples-only", "--quiet")
        .input(script)
        .run();
  }

  @Test
  void copyPastTheCapThenEveryRowIsThereAndTheHashIsThatOfTheFile() throws IOException {
    StoredRecordings.Since since = gateway.recordings().now();

    CommandResult result = copyTo("capped");

    assertThat(result.stdoutText()).contains("there are|" + ROWS);
    RecordingId id = since.awaitFinished();
    LimitedContents copied =
        LimitedContents.of(gateway.recordings().open(id), ContentFlow.COPY_INPUT);
    byte[] file = Files.readAllBytes(rows);
    assertThat(copied.kept()).isEqualTo(Arrays.copyOf(file, CAP));
    assertThat(copied.withheld()).isEqualTo(file.length - CAP);
    ContentDigest digest = copied.lastDigest();
    assertThat(digest.ended()).isTrue();
    assertThat(digest.bytes()).isEqualTo(file.length);
    assertThat(digest.sha256()).isEqualTo(Checksum.of(rows));
    assertThat(
            CommandLineTool.run(
                    "recordings",
                    "play",
                    id.toString(),
                    "--idle",
                    "0",
                    "--data",
                    gateway.data().toString())
                .orFail()
                .stdoutText())
        .contains("the first 1048576 bytes of this copy-input are kept; in all they were ")
        .contains(Checksum.of(rows));
  }

  @Test
  void copyPastTheBudgetThenPsqlSaysWhyAndTheSessionHasEnded() throws IOException {
    StoredRecordings.Since since = gateway.recordings().now();

    CommandResult result = copyTo("bounded");

    assertThat(result.stdoutText()).doesNotContain("there are");
    assertThat(result.stderrText())
        .contains("byte-budget", "its budget of 1MiB of recorded content is used up");
    assertThat(gateway.recordings().summary(since.awaitFinished()).endReason())
        .isEqualTo(EndReason.BYTE_BUDGET.code());
  }
}
