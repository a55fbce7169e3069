package dev.gatescribe.player.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.EndReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages show a code that they do not know as it is; of ours they know all. */
class PageWordsTest {
  private static final Path FORMAT = Path.of("src/main/web/src/format.ts");

  @ParameterizedTest
  @EnumSource
  void sessionEndsForAReasonThenThePageHasWordsForIt(EndReason reason) throws IOException {
    assertThat(Files.readString(FORMAT))
        .containsPattern("(?m)^  '?" + reason.code() + "'?: '[a-z ]+',$");
  }
}
