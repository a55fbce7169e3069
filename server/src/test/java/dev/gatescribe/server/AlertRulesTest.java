package dev.gatescribe.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each alert has its section in the runbook, and each section its alert. */
class AlertRulesTest {
  private static final Path RULES = Path.of("../deploy/prometheus/gatescribe.rules.yml");
  private static final Path RULE_TESTS = Path.of("../deploy/prometheus/gatescribe.rules.test.yml");
  private static final Path RUNBOOK = Path.of("../docs/runbook.md");

  private static List<String> found(Path file, String pattern) throws IOException {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult result) -> result.group(1))
        .toList();
  }

  @Test
  void everyAlertHasASectionOfItsOwnInTheRunbookAndATest() throws IOException {
    List<String> alerts = found(RULES, "- alert: (\\w+)$");

    assertThat(alerts).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    assertThat(found(RUNBOOK, "^## (\\w+)$")).containsExactlyElementsOf(alerts);
    assertThat(found(RULES, "runbook: docs/runbook.md#(\\w+)$"))
        .containsExactlyElementsOf(
            alerts.stream().map(alert -> alert.toLowerCase(Locale.ROOT)).toList());
    assertThat(found(RULE_TESTS, "# (\\w+) fires$")).containsExactlyInAnyOrderElementsOf(alerts);
    for (String part : List.of("Means", "At stake", "First", "Over when")) {
      assertThat(found(RUNBOOK, "^- \\*\\*(" + part + "):\\*\\* \\S")).hasSameSizeAs(alerts);
    }
  }
}
