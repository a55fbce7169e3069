package dev.gatescribe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AccessTokenCommandTest {
  private static final Pattern TOKEN = Pattern.compile("(?m)^  (gst_[A-Za-z0-9_-]{32})$");
  private static final Pattern DIGEST = Pattern.compile("(?m)^        sha256: ([0-9a-f]{64})$");

  @Test
  void tokenIsNewEachTimeAndTheConfigurationGetsItsDigest() throws Exception {
    String first = run("access-token", "--name", "job");
    String second = run("access-token");

    String token = found(TOKEN, first);
    assertThat(token).isNotEqualTo(found(TOKEN, second));
    assertThat(found(DIGEST, first))
        .isEqualTo(
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256")
                        .digest(token.getBytes(StandardCharsets.UTF_8))));
    assertThat(first).contains("- name: job");
    assertThat(second).contains("- name: laptop");
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  private static String run(String... words) {
    StringWriter out = new StringWriter();
    int code =
        GatescribeCommand.commandLine(new PrintWriter(out), new PrintWriter(new StringWriter()))
            .execute(words);
    assertThat(code).isZero();
    return out.toString();
  }
}
