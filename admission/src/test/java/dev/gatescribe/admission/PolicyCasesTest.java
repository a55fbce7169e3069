package dev.gatescribe.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.admission.document.DocumentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyCasesTest {
  private static final Path EXAMPLES = Path.of("../docs/examples/policies");
  private static final Path CASES = Path.of("src/test/resources/dev/gatescribe/admission/cases");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"true, shop, 60", "false, engine, 16"})
  void everyCaseComesOutAsItSays(boolean example, String name, int atLeast) throws Exception {
    List<PolicyCase.Outcome> outcomes =
        PolicyCases.read((example ? EXAMPLES : CASES).resolve(name + ".test.yaml")).run();

    assertThat(outcomes).hasSizeGreaterThanOrEqualTo(atLeast);
    assertThat(PolicyCases.failed(outcomes))
        .extracting(outcome -> outcome.tried().line() + " " + outcome.failure().orElse(""))
        .isEmpty();
  }

  @Test
  void caseThatExpectsSomethingElseFailsAndSaysWhatItIs() throws Exception {
    Files.copy(EXAMPLES.resolve("shop.yaml"), folder.resolve("shop.yaml"));
    String text =
        Files.readString(EXAMPLES.resolve("shop.test.yaml"))
            .replace(
                "{who: ada, target: web-1, login: deploy, expect: allow, by: engineers-to-staging}",
                "{who: ada, target: web-1, login: deploy, expect: allow, by: partner-to-till}")
            .replace(
                "login: auditor, expect: deny, reason: login-not-allowed",
                "login: auditor, expect: deny, reason: unknown-target");
    Files.writeString(folder.resolve("shop.test.yaml"), text);

    List<PolicyCase.Outcome> outcomes = PolicyCases.read(folder.resolve("shop.test.yaml")).run();

    assertThat(PolicyCases.failed(outcomes))
        .extracting(outcome -> outcome.failure().orElse(""))
        .containsExactly(
            "expected allow by policy partner-to-till, and it is allowed on web-1 by policy"
                + " engineers-to-staging",
            "expected deny by policy engineers-to-staging for unknown-target, and it is denied:"
                + " login-not-allowed by policy engineers-to-staging");
  }

  @Test
  void mistakesInPoliciesAndInCasesAreNamedWithTheirFiles() throws Exception {
    Files.writeString(
        folder.resolve("a.yaml"), "groups:\n  - name: one\n    include: [{group: [two]}]\n");
    Files.writeString(
        folder.resolve("a.test.yaml"),
        "access: [a.yaml]\ncases:\n  - {who: x, target: t, login: l, expect: perhaps}\n");

    assertThatThrownBy(() -> PolicyCases.read(folder.resolve("a.test.yaml")))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("a.test.yaml:3:11: cases[0].who: there is nobody named x")
        .hasMessageContaining("a.test.yaml:3:43: cases[0].expect: perhaps is not an answer")
        .hasMessageContaining("a.yaml:3:24: groups[0].include[0].group[0]");
  }
}
