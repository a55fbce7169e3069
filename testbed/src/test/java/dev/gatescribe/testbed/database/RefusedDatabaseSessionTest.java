package dev.gatescribe.testbed.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.PsqlCommand;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each refusal is an error of PostgreSQL's own, which says what was refused and by which rule. */
class RefusedDatabaseSessionTest {
  @AutoClose private static DemoServer demo;
  private static String uri;

  @BeforeAll
  static void startDemo() {
    demo = DemoServer.start();
    Map<String, String> environment = demo.environment();
    uri = environment.get("GATESCRIBE_PG_URI");
  }

  @Test
  void loginThatNoPolicyAllowsIsRefusedWithThePolicysName() {
    refused(uri.replace("clerk%40shop", "postgres%40shop"), "not as postgres (policy demo-shop)");
  }

  @Test
  void targetThatDoesNotExistIsRefusedAsOneThatMayNotBeReached() {
    refused(
        uri.replace("clerk%40shop", "clerk%40vault"), "no target named vault that you may reach");
  }

  @Test
  void targetOfAnotherProtocolIsRefused() {
    refused(uri.replace("clerk%40shop", "clerk%40demo"), "no target named demo that you may reach");
  }

  @Test
  void userWithoutATargetIsToldWhatToType() {
    refused(uri.replace("clerk%40shop", "clerk"), "login@target");
  }

  @Test
  void wrongTokenIsRefusedAndTellsNothingElse() {
    String wrong = uri.replaceFirst("gst_[^@]*@", "gst_wrong@");

    CommandResult result = refused(wrong, "FATAL");

    assertThat(result.stderrText()).doesNotContain("clerk").doesNotContain("rule");
  }

  @Test
  void connectionWithoutTlsIsRefusedBeforeAnythingIsAsked() {
    refused(uri.replaceFirst("sslmode=verify-full&sslrootcert=.*", "sslmode=disable"), "TLS");
  }

  @Test
  void startupParametersThatCouldRunSqlAreRefused() {
    refused(uri + "&options=-c%20search_path%3Devil", "options");
  }

  private static CommandResult refused(String where, String message) {
    CommandResult result = PsqlCommand.to(where).command("select 1").run();

    assertThat(result.exitStatus()).isEqualTo(2);
    assertThat(result.stdoutText()).isEmpty();
    assertThat(result.stderrText()).contains(message);
    return result;
  }
}
