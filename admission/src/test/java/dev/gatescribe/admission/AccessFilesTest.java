package dev.gatescribe.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.admission.document.DocumentException;
import dev.gatescribe.admission.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessFilesTest {
  private static final String POLICY =
      """
        - name: %s
          owner: tests
          effect: allow
          include: [{group: [people]}]
          targets: ['*']
          ssh: {logins: ['*']}
      """;

  private static final String MAIN = "access: [policies, groups.yaml]\ntargets: []\n";

  private ConfigurationFolder folder;

  @BeforeEach
  void folder(@TempDir Path temporary) throws IOException {
    folder = new ConfigurationFolder(temporary);
    write("groups.yaml", "groups:\n  - name: people\n    include: [{everyone: true}]\n");
    write("policies/b.yaml", "policies:\n" + POLICY.formatted("second"));
    write("policies/a.yml", "policies:\n" + POLICY.formatted("first"));
    write("policies/a.test.yaml", "cases: nonsense");
    write("policies/.hidden.yaml", "nonsense");
    write("policies/notes.txt", "nonsense");
  }

  @Test
  void filesAndFoldersAreOneWholeInTheOrderOfTheirNames() throws Exception {
    AdmissionConfiguration configuration = folder.read(MAIN);

    assertThat(configuration.groups()).hasSize(1);
    assertThat(configuration.policies())
        .extracting(Policy::name)
        .containsExactly("first", "second");
  }

  @Test
  void versionIsTheSameExactlyIfNoByteDiffers() throws Exception {
    String before = folder.read(MAIN).version();
    assertThat(folder.read(MAIN).version()).isEqualTo(before);

    write("groups.yaml", "groups:\n  - name: people\n    include: [{everyone: true}] \n");

    assertThat(folder.read(MAIN).version()).isNotEqualTo(before);
  }

  @Test
  void mistakesInSeveralFilesAreNamedTogetherEachWithItsFile() throws Exception {
    write("policies/b.yaml", "policies:\n" + POLICY.formatted("first"));
    write("policies/c.yaml", "polices: []\n");

    assertThatThrownBy(() -> folder.read(MAIN + "access-is-not: x\n"))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("gatescribe.yaml:3:1: access-is-not: unknown key")
        .hasMessageContaining(
            "b.yaml:2:11: policies[0].name: first is already the name of the policy on line 2 of "
                + folder.folder().resolve("policies/a.yml"))
        .hasMessageContaining("c.yaml:1:1: polices: unknown key; did you mean policies?");
  }

  @Test
  void fileThatIsNoYamlAndOneThatIsNotThereAreRefused() throws Exception {
    write("policies/broken.yaml", "policies: [");
    assertThatThrownBy(() -> folder.read(MAIN)).hasMessageContaining("broken.yaml:");

    assertThatThrownBy(() -> folder.read("access: [nowhere]\n"))
        .hasMessageContaining("gatescribe.yaml:1:10: access[0]: there is no ");
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.folder().resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
