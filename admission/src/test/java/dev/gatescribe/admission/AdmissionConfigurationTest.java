package dev.gatescribe.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatescribe.admission.document.DocumentException;
import dev.gatescribe.admission.policy.Audience;
import dev.gatescribe.admission.policy.NameSelection;
import dev.gatescribe.admission.policy.Permission;
import dev.gatescribe.admission.policy.Policy;
import dev.gatescribe.admission.policy.Selector;
import dev.gatescribe.admission.policy.TargetSelection;
import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.ContentLimits;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.NamespaceScope;
import dev.gatescribe.session.Principal;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionConfigurationTest {
  private static final Path WRONG = Path.of("src/test/resources/dev/gatescribe/admission/wrong");

  private ConfigurationFolder folder;

  @BeforeEach
  void folder(@TempDir Path temporary) throws IOException {
    folder = new ConfigurationFolder(temporary);
  }

  @Test
  void rightFileIsReadWhole() throws Exception {
    AdmissionConfiguration configuration = folder.read(ConfigurationFolder.resource("right.yaml"));

    Target target = configuration.targets().getFirst().target();
    assertThat(target.name()).isEqualTo("web-1");
    assertThat(target.protocol()).isEqualTo(Protocol.SSH);
    assertThat(target.host()).isEqualTo("10.0.0.5");
    assertThat(target.port()).isEqualTo(22);
    assertThat(target.labels())
        .hasToString("environment=production example.net/team=payments frozen=");
    assertThat(((TargetTrust.PinnedHostKeys) target.trust()).keys())
        .singleElement()
        .asString()
        .startsWith("ssh-ed25519 AAAAC3");
    assertThat(configuration.credentials())
        .containsExactly(
            CredentialReference.of(
                "web-1",
                "deploy",
                CredentialReference.Kind.PRIVATE_KEY,
                folder.folder().resolve("keys/deploy")),
            CredentialReference.of(
                "web-1",
                CredentialReference.ANY_LOGIN,
                CredentialReference.Kind.PASSWORD,
                folder.folder().resolve("keys/password")));
    assertThat(configuration.principals())
        .singleElement()
        .extracting(PrincipalDefinition::principal)
        .isEqualTo(new Principal("ada"));
    assertThat(configuration.policies())
        .containsExactly(
            new Policy(
                "engineers-to-web",
                "platform@example.org",
                Policy.Effect.ALLOW,
                new Audience(List.of(new Selector.Named(Set.of("ada"))), List.of(), List.of()),
                Optional.empty(),
                new TargetSelection.Only(Set.of("web-1"), List.of()),
                Map.of(
                    Protocol.SSH, Permission.of(new NameSelection.Only(Set.of("deploy", "root")))),
                Optional.of(Duration.ofHours(8)),
                Optional.empty(),
                terms(RecordingTerms.Demand.REQUIRED, Durability.DISK)));
    assertThat(configuration.version()).matches("[0-9a-f]{12}");
  }

  @Test
  void fileWithAllProtocolsIsReadWhole() throws Exception {
    AdmissionConfiguration configuration =
        folder.read(ConfigurationFolder.resource("three-protocols.yaml"));

    assertThat(configuration.targets())
        .extracting(definition -> definition.target().protocol())
        .containsExactly(
            Protocol.SSH,
            Protocol.POSTGRESQL,
            Protocol.POSTGRESQL,
            Protocol.KUBERNETES,
            Protocol.KUBERNETES);
    assertThat(((TargetTrust.TrustedAuthorities) trust(configuration, 1)).authorities())
        .singleElement()
        .satisfies(authority ->
            assertThat(authority.getSubjectX500Principal().getName())
                .isEqualTo("CN=an authority for tests"));
    assertThat(trust(configuration, 2)).isEqualTo(new TargetTrust.Unprotected());
    assertThat(configuration.credentials())
        .extracting(CredentialReference::kind)
        .containsExactly(
            CredentialReference.Kind.PRIVATE_KEY,
            CredentialReference.Kind.PASSWORD,
            CredentialReference.Kind.PASSWORD,
            CredentialReference.Kind.CLIENT_CERTIFICATE,
            CredentialReference.Kind.BEARER_TOKEN);
    assertThat(configuration.principals().get(0).accessTokens())
        .containsExactly(
            new AccessTokenDefinition(
                "laptop",
                TokenDigest.of(new AccessToken("test")),
                new NameSelection.Only(Set.of("ledger", "cluster")),
                Optional.of(Instant.parse("2027-01-31T18:00:00Z"))));
    assertThat(
            configuration.policies().getFirst().permissions().get(Protocol.KUBERNETES).namespaces())
        .isEqualTo(new NamespaceScope.Only(Set.of("shop", "till")));
  }

  private static RecordingTerms terms(RecordingTerms.Demand demand, Durability durability) {
    return new RecordingTerms(demand, durability, ContentLimitsReader.DEFAULTS);
  }

  private static TargetTrust trust(AdmissionConfiguration configuration, int target) {
    return configuration.targets().get(target).target().trust();
  }

  @Test
  void policyAsksOfItsRecordingsWhatTheFileAsksUnlessItSaysOtherwise() throws Exception {
    AdmissionConfiguration configuration =
        folder.read(
            """
            recording:
              durability: process
            targets: []
            principals: []
            policies:
            """
                + policy("a", "")
                + policy("b", "recording: {durability: disk}")
                + policy("c", "recording: {demand: best-effort}"));

    assertThat(configuration.durability()).isEqualTo(Durability.PROCESS);
    assertThat(configuration.policies())
        .extracting(Policy::recording)
        .containsExactly(
            terms(RecordingTerms.Demand.REQUIRED, Durability.PROCESS),
            terms(RecordingTerms.Demand.REQUIRED, Durability.DISK),
            terms(RecordingTerms.Demand.BEST_EFFORT, Durability.PROCESS));
  }

  @Test
  void policyKeepsAsMuchContentAsTheFileSaysUnlessItSaysOtherwise() throws Exception {
    AdmissionConfiguration configuration =
        folder.read(
            """
            recording:
              content: {streamCap: 64MiB, sessionBudget: 10GiB}
            targets: []
            principals: []
            policies:
            """
                + policy("a", "")
                + policy("b", "recording: {content: {streamCap: unlimited}}")
                + policy("c", "recording: {content: {streamCap: 0B, sessionBudget: unlimited}}"));

    assertThat(configuration.durability()).isEqualTo(AdmissionConfiguration.DEFAULT_DURABILITY);
    assertThat(configuration.policies())
        .extracting(policy -> policy.recording().content())
        .containsExactly(
            new ContentLimits(64L << 20, 10L << 30),
            new ContentLimits(ContentLimits.UNLIMITED, 10L << 30),
            new ContentLimits(0, ContentLimits.UNLIMITED));
  }

  @Test
  void fileThatSaysNothingOfContentKeepsTheFirst256MebibytesAndHasNoBudget() throws Exception {
    AdmissionConfiguration configuration =
        folder.read(ConfigurationFolder.resource("three-protocols.yaml"));

    assertThat(configuration.policies().getFirst().recording().content())
        .isEqualTo(new ContentLimits(256L << 20, ContentLimits.UNLIMITED));
  }

  @Test
  void sizeThatCouldBeMisreadIsRefusedWithItsPlace() {
    assertThatThrownBy(() ->
            folder.read(
                """
                recording:
                  content: {streamCap: 64M, sessionBudget: 1KiB}
                targets: []
                principals: []
                policies: []
                """))
        .hasMessageContaining("gatescribe.yaml:2:24: recording.content.streamCap")
        .hasMessageContaining("64M is not a size")
        .hasMessageContaining("1KiB is not a size");
  }

  @Test
  void emptyListsAreAConfigurationThatAdmitsNobody() throws Exception {
    AdmissionConfiguration configuration =
        folder.read("targets: []\nprincipals: []\npolicies: []\n");

    assertThat(configuration)
        .isEqualTo(
            new AdmissionConfiguration(
                Durability.DISK,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                configuration.version()));
  }

  private static String policy(String name, String rest) {
    return """
      - name: %s
        owner: o
        effect: allow
        include: [{everyone: true}]
        targets: ['*']
        ssh: {logins: ['*']}
        %s
    """
        .formatted(name, rest);
  }

  static Stream<String> wrongFiles() throws IOException {
    try (Stream<Path> files = Files.list(WRONG)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .map(name -> name.substring(0, name.length() - ".yaml".length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  /** Each {@code wrong/NAME.yaml} is refused with exactly the text of {@code wrong/NAME.txt}. */
  @ParameterizedTest
  @MethodSource("wrongFiles")
  void wrongFileIsRefusedWithTheseWords(String name) throws IOException {
    String yaml = ConfigurationFolder.resource("wrong/" + name + ".yaml");

    DocumentException refusal =
        catchThrowableOfType(DocumentException.class, () -> folder.read(yaml));

    assertThat(refusal).as("refusal of " + name).isNotNull();
    String message =
        refusal
            .getMessage()
            .replace(folder.folder() + "/gatescribe.yaml", "gatescribe.yaml")
            .replace(folder.folder().toString(), "FOLDER");
    assertThat(message + "\n").isEqualTo(ConfigurationFolder.resource("wrong/" + name + ".txt"));
    assertThat(message).doesNotContain("CANARY");
  }

  /** A comma or an empty name must never come to mean anybody (CVE-2026-35414, CVE-2024-7594). */
  @ParameterizedTest
  @ValueSource(
      strings = {"['root,deploy']", "['']", "[' ']", "[]", "['root ']", "['-l']", "['**']"})
  void commaOrEmptyLoginNeverMeansAnybody(String logins) throws IOException {
    String yaml =
        ConfigurationFolder.resource("right.yaml")
            .replace("logins: [deploy, root]", "logins: " + logins);

    DocumentException refusal =
        catchThrowableOfType(DocumentException.class, () -> folder.read(yaml));

    assertThat(refusal).isNotNull();
    assertThat(refusal.problems())
        .allSatisfy(problem -> assertThat(problem.path()).startsWith("policies[0].ssh.logins"));
  }

  @Test
  void missingCredentialFileAfterRemovalIsRefused() throws IOException {
    Files.delete(folder.folder().resolve("keys/deploy"));

    DocumentException refusal =
        catchThrowableOfType(
            DocumentException.class, () -> folder.read(ConfigurationFolder.resource("right.yaml")));

    assertThat(refusal.problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.path()).isEqualTo("targets[0].credentials[0].privateKeyFile");
          assertThat(problem.line()).isEqualTo(10);
        });
  }
}
