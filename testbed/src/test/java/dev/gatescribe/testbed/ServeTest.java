package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.BuiltServer;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandLineTool;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.GatewayServer;
import dev.gatescribe.testbed.fixture.PasswordHost;
import dev.gatescribe.testbed.fixture.SshKeys;
import dev.gatescribe.testbed.fixture.SshdServer;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.SystemUser;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gatescribe serve} with a configuration of one's own, on hosts of one's own. */
class ServeTest {
  private static final String LOGIN = SystemUser.name();

  @AutoClose private static final TemporaryDirectory FOLDER = new TemporaryDirectory();
  private static SshdServer ed25519Host;
  private static SshdServer ecdsaHost;
  private static SshdServer rsaHost;
  private static GatewayServer gateway;

  @BeforeAll
  static void startHostsAndGateway() {
    for (String type : new String[] {"ed25519", "ecdsa", "rsa"}) {
      SshKeys.make(key("principal-" + type), type);
      SshKeys.make(key("credential-" + type), type);
    }
    ed25519Host = SshdServer.in(FOLDER.resolve("ed25519-host")).start();
    ecdsaHost = SshdServer.in(FOLDER.resolve("ecdsa-host")).hostKey("ecdsa").start();
    rsaHost = SshdServer.in(FOLDER.resolve("rsa-host")).hostKey("rsa").start();
    ed25519Host.authorize(key("credential-ed25519"));
    ecdsaHost.authorize(key("credential-ecdsa"));
    rsaHost.authorize(key("credential-rsa"));
    String otherHostKey = SshKeys.publicKey(key("principal-ecdsa"));
    gateway =
        GatewayServer.start(
            FOLDER.resolve("gateway"),
            "targets:\n"
                + target("ed25519-host", ed25519Host.port(), ed25519Host.publicHostKey(), "ed25519")
                + target("ecdsa-host", ecdsaHost.port(), ecdsaHost.publicHostKey(), "ecdsa")
                + target("rsa-host", rsaHost.port(), rsaHost.publicHostKey(), "rsa")
                + target("impostor", ed25519Host.port(), otherHostKey, "ed25519")
                + target("wrong-key", ed25519Host.port(), ed25519Host.publicHostKey(), "rsa")
                + target("nobody-home", 9, ed25519Host.publicHostKey(), "ed25519")
                + target("hidden", ed25519Host.port(), ed25519Host.publicHostKey(), "ed25519")
                + "principals:\n"
                + principal("ed25519")
                + principal("ecdsa")
                + principal("rsa")
                + """
                policies:
                  - name: everybody
                    owner: tests
                    effect: allow
                    include: [{everyone: true}]
                    targets: [ed25519-host, ecdsa-host, rsa-host, impostor, wrong-key, nobody-home]
                    ssh: {logins: [%s]}
                """
                    .formatted(LOGIN));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    ed25519Host.close();
    ecdsaHost.close();
    rsaHost.close();
  }

  private static Path key(String name) {
    return FOLDER.resolve(name);
  }

  private static String target(String name, int port, String hostKey, String credential) {
    return """
      - name: %s
        protocol: ssh
        address: 127.0.0.1:%d
        hostKeys: ["%s"]
        credentials:
          - login: '*'
            privateKeyFile: %s
    """
        .formatted(name, port, hostKey, key("credential-" + credential));
  }

  private static String principal(String type) {
    return """
      - name: %s-person
        publicKeys: ["%s"]
    """
        .formatted(type, SshKeys.publicKey(key("principal-" + type)));
  }

  @ParameterizedTest
  @CsvSource({"ed25519,rsa", "ecdsa,ed25519", "rsa,ecdsa"})
  void principalHasOneTypeOfKeyAndTargetAnotherThenTheSessionIsRecordedUnderTheirNames(
      String principal, String target) {
    StoredRecordings.Since since = gateway.recordings().now();

    CommandResult result =
        gateway
            .destination(LOGIN + "@" + target + "-host", key("principal-" + principal))
            .ssh("echo hello")
            .run();

    assertThat(result.stdoutText()).isEqualTo("hello\n");
    RecordingId id = since.awaitFinished();
    var description = gateway.recordings().summary(id).description();
    assertThat(description).isNotNull();
    assertThat(description.principal()).isEqualTo(principal + "-person");
    assertThat(description.target()).isEqualTo(target + "-host");
    assertThat(description.rule()).isEqualTo("everybody");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "LOGIN@nowhere|refused (target-not-allowed): There is no target named nowhere that you may reach.",
        "LOGIN@hidden|refused (target-not-allowed): There is no target named hidden that you may reach.",
        "stranger@rsa-host|refused (login-not-allowed): You may reach rsa-host, but not as stranger (policy everybody).",
        "rsa-host|refused (malformed-destination): type ssh login@target@gateway: the login on the target, then the target's name",
      })
  void destinationIsNotAllowedThenOneLineSaysWhy(String user, String line) {
    StoredRecordings.Since since = gateway.recordings().now();

    CommandResult result =
        gateway
            .destination(user.replace("LOGIN", LOGIN), key("principal-ed25519"))
            .ssh("echo hello")
            .run();

    assertThat(result.stderrText()).isEqualTo("gatescribe: " + line + "\r\n");
    assertThat(result.stdoutText()).isEmpty();
    assertThat(result.exitStatus()).isEqualTo(255);
    assertThat(since.ids()).isEmpty();
    String code = line.substring(line.indexOf('(') + 1, line.indexOf(')'));
    assertThat(awaitLog("refused, " + code + " ed25519-person")).contains("\"level\":\"INFO\"");
  }

  @Test
  void strangerShowsAKeyThenOneLineOfTheLogNamesKeyAndTarget() {
    Path stranger = SshKeys.make(key("stranger"), "ed25519");

    gateway.destination(LOGIN + "@rsa-host", stranger).ssh("true").run();

    assertThat(awaitLog("authentication failed, unknown-principal 127.0.0.1"))
        .contains("for rsa-host with SHA256:");
  }

  /** The line of the log that says this. */
  private static String awaitLog(String text) {
    return await()
        .until(
            () -> gateway.process().stdout().lines().filter(line -> line.contains(text)).findAny(),
            Optional::isPresent)
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "impostor,target-host-key-mismatch",
    "wrong-key,target-authentication-failed",
    "nobody-home,target-unreachable"
  })
  void targetCannotBeOpenedThenOneLineSaysWhyAndTheRecordingDoesToo(String target, String reason) {
    StoredRecordings.Since since = gateway.recordings().now();

    CommandResult result =
        gateway.destination(LOGIN + "@" + target, key("principal-ed25519")).ssh("echo hello").run();

    assertThat(result.exitStatus()).isEqualTo(255);
    assertThat(result.stdoutText()).isEmpty();
    assertThat(result.stderrText())
        .startsWith("gatescribe: refused (" + reason + "): ")
        .contains(target)
        .endsWith("\r\n");
    assertThat(result.stderrText().lines()).hasSize(1);
    RecordingId id = since.awaitFinished();
    assertThat(gateway.recordings().summary(id).endReason()).isEqualTo(reason);
    assertThat(awaitLog("session " + id + ": not opened, " + reason))
        .doesNotContain("stackTrace")
        .doesNotContain("\"exception\"");
  }

  @Test
  void impostorAnswersThenItNeverSeesTheCredential() {
    String before = ed25519Host.log();

    gateway.destination(LOGIN + "@impostor", key("principal-ed25519")).ssh("true").run();

    assertThat(ed25519Host.log().substring(before.length()))
        .doesNotContain("Accepted")
        .doesNotContain("Failed publickey");
  }

  @Test
  void targetTakesAPasswordThenItIsGivenTheOneFromTheFile() throws IOException {
    Path folder = FOLDER.resolve("password");
    Path passwordFile = FOLDER.resolve("password-file");
    Files.writeString(passwordFile, "correct horse\n");
    Files.setPosixFilePermissions(
        passwordFile, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    try (SshdServer host = PasswordHost.start(FOLDER.resolve("password-host"), "correct horse");
        GatewayServer server =
            GatewayServer.start(
                folder,
                target("password-host", host.port(), host.publicHostKey(), "rsa")
                        .replaceFirst("privateKeyFile: .*", "passwordFile: " + passwordFile)
                        .transform(target -> "targets:\n" + target)
                    + "principals:\n"
                    + principal("rsa")
                    + """
                    policies:
                      - name: all
                        owner: tests
                        effect: allow
                        include: [{everyone: true}]
                        targets: ['*']
                        ssh: {logins: ['*']}
                    """)) {
      StoredRecordings.Since since = server.recordings().now();

      CommandResult result =
          server
              .destination(LOGIN + "@password-host", key("principal-rsa"))
              .ssh("echo hello")
              .run();

      assertThat(result.stdoutText()).as(result.toString()).isEqualTo("hello\n");
      assertThat(host.log()).contains("Accepted password");
      RecordingId id = since.awaitFinished();
      assertThat(server.recordings().open(id).events().toString()).doesNotContain("correct horse");
    }
  }

  @Test
  void sessionsAreRecordedThenTheCommandLineReadsThemFromTheDataDirectory() {
    StoredRecordings.Since since = gateway.recordings().now();
    gateway.destination(LOGIN + "@rsa-host", key("principal-rsa")).ssh("echo hello").run();
    RecordingId id = since.awaitFinished();

    var list =
        CommandLineTool.json("recordings", "list", "--data", gateway.data().toString(), "--json");

    assertThat(list.isArray()).isTrue();
    assertThat(list.get(0).get("id").asText()).isEqualTo(id.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "check"})
  void configurationIsWrongThenItIsRefusedWithFileLineValueAndExpectation(String how)
      throws IOException {
    Path file = FOLDER.resolve("wrong-" + how + ".yaml");
    Files.writeString(
        file,
        """
        data: %s
        targets:
          - name: web-1
            protocol: ssh
            address: 10.0.0.5:70000
            hostKeys: ["%s"]
            credentials:
              - login: deploy
                privateKeyFile: %s
        principals:
          - name: ada
            publicKeys: ["%s"]
        policies:
          - name: all
            owner: tests
            effect: allow
            include: [{principal: [adda]}]
            targets: ['*']
            ssh: {logins: ['*']}
            sesion: {maximum: 8h}
        """
            .formatted(
                FOLDER.resolve("unused"),
                rsaHost.publicHostKey(),
                key("credential-rsa"),
                SshKeys.publicKey(key("principal-rsa"))));
    CommandResult result =
        how.equals("serve")
            ? GatewayServer.refused("serve", "--config", file.toString())
            : GatewayServer.refused("serve", "--check", "--config", file.toString());

    assertThat(result.exitStatus()).isNotZero();
    assertThat(result.stderrText().lines())
        .anyMatch(line -> line.startsWith(file + ":5:") && line.contains("10.0.0.5:70000"))
        .anyMatch(line -> line.startsWith(file + ":17:") && line.contains("adda"))
        .anyMatch(line -> line.startsWith(file + ":20:") && line.contains("sesion"));
    assertThat(FOLDER.resolve("unused")).doesNotExist();
  }

  /** Another cleaner frees nothing in our pair of Quarkus and Netty; see ServerProperties. */
  @Test
  void serverRunsThenNettyIsTheOneThatFreesItsBuffers() {
    String pid = Long.toString(gateway.process().pid());

    CommandResult properties =
        ChildProcess.run(
            Duration.ofSeconds(20), BuiltServer.jdkTool("jcmd"), pid, "VM.system_properties");

    assertThat(properties.orFail().stdoutText())
        .contains("io.netty.tryReflectionSetAccessible=true");
  }

  @Test
  void configurationIsMissingThenItIsRefusedByName() {
    CommandResult result = GatewayServer.refused("serve", "--config", "/nowhere/gatescribe.yaml");

    assertThat(result.exitStatus()).isNotZero();
    assertThat(result.stderrText()).contains("/nowhere/gatescribe.yaml");
    assertThat(result.stderrText()).doesNotContain("\tat ");
  }
}
