package dev.gatescribe.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandTest {
  private static final String CONFIGURATION =
      """
      data: data
      targets:
        - name: ledger
          protocol: postgresql
          address: 127.0.0.1:5432
          tls: disable
          labels: {environment: production}
          credentials: [{login: '*', passwordFile: password}]
      principals:
        - name: ada
          email: ada@example.org
          accessTokens: [{name: t, sha256: %s, targets: ['*']}]
      policies:
        - name: clerks
          owner: data@example.org
          effect: allow
          include: [{emailDomain: [example.org]}]
          require: [{ip: [10.0.0.0/8]}, {mfa: {maxAge: 5m}}]
          targets: [{labels: {environment: production}}]
          postgresql: {roles: [clerk]}
      """
          .formatted("0".repeat(64));

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void explainNamesThePolicyThatDecidesAndWhichOfItsConditions() throws Exception {
    String file = configuration(CONFIGURATION);

    assertThat(explain(file, "--from", "10.1.2.3", "--mfa-age", "3m")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            allowed on ledger by policy clerks
              allow clerks (data@example.org): it applies: e-mail domain example.org
            """);
    assertThat(explain(file, "--from", "192.0.2.1", "--mfa-age", "3m")).isEqualTo(1);
    assertThat(out.toString())
        .contains("denied: target-not-allowed\n")
        .contains("require is not met: address in 10.0.0.0/8; the client is at 192.0.2.1");
    assertThat(explain(file, "--from", "10.1.2.3")).isEqualTo(1);
    assertThat(out.toString())
        .contains("denied: second-factor-required by policy clerks")
        .contains("a second factor shown in the last 5m is required; none was shown");
    assertThat(explain(file, "--from", "10.1.2.3", "--email", "eve@elsewhere.example"))
        .isEqualTo(1);
    assertThat(out.toString()).contains("include is not met: e-mail domain example.org");
    assertThat(explain(file, "--from", "nowhere")).isEqualTo(2);
    assertThat(err.toString()).contains("'nowhere' cannot be the value of --from");
  }

  @Test
  void checkNamesMistakesWithTheirPlacesAndCountsWhatIsRight() throws Exception {
    assertThat(run("policy", "check", configuration(CONFIGURATION))).isZero();
    assertThat(out.toString()).contains("1 targets, 1 principals, 0 groups, 1 policies");

    String wrong = configuration(CONFIGURATION.replace("include", "inclde"));
    assertThat(run("policy", "check", wrong)).isEqualTo(1);
    assertThat(err.toString()).contains("gatescribe.yaml:17:5: policies[0].inclde: unknown key");
  }

  @Test
  void testTriesTheExamplesAndTellsOfACaseThatFails() throws Exception {
    Path examples = Path.of("../docs/examples/policies");
    assertThat(run("policy", "test", examples.toString())).isZero();
    assertThat(out.toString()).endsWith("62 cases, 0 failed\n");
    assertThat(run("policy", "check", examples.resolve("shop.test.yaml").toString())).isZero();

    Files.copy(examples.resolve("shop.yaml"), folder.resolve("shop.yaml"));
    Files.writeString(
        folder.resolve("shop.test.yaml"),
        Files.readString(examples.resolve("shop.test.yaml"))
            .replace(
                "login: '*', expect: deny, reason: login-not-allowed",
                "login: '*', expect: allow"));
    assertThat(run("policy", "test", folder.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("FAILED: expected allow, and it is denied: login-not-allowed")
        .contains("    allow engineers-to-staging (platform@example.org): login * is not among")
        .endsWith("62 cases, 1 failed\n");
  }

  private int explain(String file, String... more) {
    List<String> words =
        new ArrayList<>(List.of("policy", "explain", "--config", file, "--who", "ada"));
    words.addAll(List.of("--target", "ledger", "--login", "clerk"));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }

  private int run(String... words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true)).execute(words);
  }

  private String configuration(String text) throws IOException {
    Path password = folder.resolve("password");
    if (!Files.exists(password)) {
      Files.createFile(
          password,
          java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
              java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
      Files.writeString(password, "x");
    }
    Path file = folder.resolve("gatescribe.yaml");
    Files.writeString(file, text);
    return file.toString();
  }
}
