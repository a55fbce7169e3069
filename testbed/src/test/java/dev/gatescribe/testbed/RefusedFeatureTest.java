package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.event.Event;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.FreePorts;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.SshKeys;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * What a gateway that records cannot let through yet: refused in words, and the session goes on.
 */
class RefusedFeatureTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int SOCKET_MILLIS = 10_000;
  private static final String REFUSED = "gatescribe: refused (feature-not-allowed): ";
  private static final String SFTP_REFUSED =
      REFUSED + "sftp is not recorded yet; scp -O copies over a recorded command";
  private static final String FORWARDING_REFUSED =
      REFUSED + "port forwarding is not recorded yet: direct-tcpip";

  /** Less than the gateway gives a target for input of a client that is gone. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  @AutoClose private static DemoServer demo;
  private static SshDestination gateway;

  @BeforeAll
  static void startDemo() {
    demo = DemoServer.start();
    gateway = demo.gateway();
  }

  /** More than once, because the words came with the refusal itself, and got lost on the way. */
  @RepeatedTest(5)
  void clientAsksForSftpThenItIsRefusedInWords() {
    StoredRecordings.Since since = demo.newRecordings();

    CommandResult result = gateway.ssh("sftp").options("-s").run();

    assertThat(result.exitStatus()).isNotZero();
    assertThat(result.stderrText()).contains(SFTP_REFUSED);
    assertRefusalRecorded(since, "subsystem sftp");
  }

  @Test
  void sftpProgramConnectsThenItEndsAndSaysWhy() {
    StoredRecordings.Since since = demo.newRecordings();

    CommandResult result = gateway.ssh().program("sftp").options("-b", "/dev/null").run();

    assertThat(result.exitStatus()).isNotZero();
    assertThat(result.stderrText()).contains(SFTP_REFUSED);
    // It sends its first packet without waiting, to a target on which nothing was started.
    assertThat(demo.recordings().summary(since.awaitFinished()).durationMicros())
        .isLessThan(TimeUnit.MICROSECONDS.convert(AT_ONCE));
  }

  @Test
  void agentIsForwardedThenTheTargetSeesNone() {
    Path socket = demo.scratch("agent");
    StoredRecordings.Since since = demo.newRecordings();
    ProcessBuilder builder = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString());
    try (ChildProcess _ = ChildProcess.start(builder)) {
      await().atMost(LIMIT).until(() -> Files.exists(socket));

      CommandResult result =
          gateway
              .ssh("echo agent=$SSH_AUTH_SOCK")
              .options("-A", "-o", "IdentityAgent=" + socket)
              .run();

      assertThat(result.stdoutText()).isEqualTo("agent=\n");
      assertThat(result.exitStatus()).isZero();
    }
    assertRefusalRecorded(since, "agent forwarding");
  }

  @Test
  void x11IsForwardedThenTheTargetHasNoDisplay() {
    StoredRecordings.Since since = demo.newRecordings();

    CommandResult result =
        gateway.ssh("echo display=$DISPLAY").options("-Y").environment("DISPLAY", ":99").run();

    assertThat(result.stdoutText()).isEqualTo("display=\n");
    assertThat(result.stderrText()).contains("X11 forwarding request failed");
    assertThat(result.exitStatus()).isZero();
    assertRefusalRecorded(since, "X11 forwarding");
  }

  @Test
  void localPortIsForwardedThenItsConnectionsAreRefusedAndTheCommandGoesOn() throws IOException {
    int port = FreePorts.one();
    String forward = port + ":127.0.0.1:" + demo.host().port();
    StoredRecordings.Since since = demo.newRecordings();

    try (ChildProcess ssh =
        gateway.ssh("echo on; cat").options("-L", forward).openInput().start()) {
      await().atMost(LIMIT).until(() -> ssh.stdout().text().equals("on\n"));
      assertThat(answerOf(port, new byte[0])).isEqualTo(-1);
      await().atMost(LIMIT).until(() -> ssh.stderr().text().contains(FORWARDING_REFUSED));
      ssh.stdin().write("still here".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      ssh.stdin().close();
      CommandResult result = ssh.await(LIMIT);

      assertThat(result.stdoutText()).isEqualTo("on\nstill here");
      assertThat(result.exitStatus()).isZero();
    }
    assertRefusalRecorded(since, "direct-tcpip");
  }

  @Test
  void dynamicForwardIsUsedThenItsConnectionsAreRefusedAndTheCommandGoesOn() throws IOException {
    int port = FreePorts.one();
    int target = demo.host().port();
    byte[] socks4 = {4, 1, (byte) (target >> 8), (byte) target, 127, 0, 0, 1, 0};

    try (ChildProcess ssh =
        gateway.ssh("echo on; cat").options("-D", Integer.toString(port)).openInput().start()) {
      await().atMost(LIMIT).until(() -> ssh.stdout().text().equals("on\n"));
      // SOCKS itself is the client's business; what it opens is refused.
      var _ = answerOf(port, socks4);
      await().atMost(LIMIT).until(() -> ssh.stderr().text().contains(FORWARDING_REFUSED));
      ssh.stdin().close();

      assertThat(ssh.await(LIMIT).exitStatus()).isZero();
    }
  }

  @Test
  void remotePortIsForwardedThenTheClientIsToldAndTheCommandRuns() {
    String forward = FreePorts.one() + ":127.0.0.1:" + demo.host().port();
    StoredRecordings.Since since = demo.newRecordings();

    CommandResult result = gateway.ssh("echo on").options("-R", forward).run();

    assertThat(result.stdoutText()).isEqualTo("on\n");
    assertThat(result.stderrText()).contains("remote port forwarding failed");
    assertRefusalRecorded(since, "tcpip-forward");
  }

  @Test
  void unixSocketIsForwardedThenItsConnectionsAreRefused() throws IOException {
    int port = FreePorts.one();

    try (ChildProcess ssh =
        gateway.ssh("echo on; cat").options("-L", port + ":/run/some.sock").openInput().start()) {
      await().atMost(LIMIT).until(() -> ssh.stdout().text().equals("on\n"));
      assertThat(answerOf(port, new byte[0])).isEqualTo(-1);
      await()
          .atMost(LIMIT)
          .until(() ->
              ssh.stderr().text().contains(REFUSED + "socket forwarding is not recorded yet"));
      ssh.stdin().close();
      assertThat(ssh.await(LIMIT).exitStatus()).isZero();
    }
  }

  @Test
  void jumpThroughTheGatewayIsTriedThenItIsRefused() {
    List<String> forward = List.of("-W", "127.0.0.1:" + demo.host().port());

    CommandResult result = gateway.ssh().options(forward.toArray(String[]::new)).run();

    assertThat(result.exitStatus()).isNotZero();
    assertThat(result.stderrText()).contains(FORWARDING_REFUSED);
  }

  @Test
  void strangerShowsAKeyThenNothingOpens() {
    StoredRecordings.Since since = demo.newRecordings();
    Path stranger = SshKeys.make(demo.scratch("stranger"), "ed25519");

    CommandResult result = gateway.with(stranger).ssh("echo in").run();

    assertThat(result.exitStatus()).isEqualTo(255);
    assertThat(result.stdoutText()).isEmpty();
    assertThat(result.stderrText()).contains("Permission denied (publickey)");
    assertThat(since.ids()).isEmpty();
  }

  @Test
  void holderOfTheTargetsOwnCredentialShowsItThenNothingOpens() {
    CommandResult result = gateway.with(demo.host().identity()).ssh("echo in").run();

    assertThat(result.stderrText()).contains("Permission denied (publickey)");
  }

  private static void assertRefusalRecorded(StoredRecordings.Since since, String what) {
    List<Event> events = demo.recordings().open(since.awaitFinished()).events();
    assertThat(events)
        .anyMatch(event ->
            event instanceof Event.Refused(_, var refused, var reason)
                && refused.startsWith(what)
                && reason.equals("feature-not-allowed"));
  }

  /** The first byte that comes from there, or -1 if it is closed. */
  private static int answerOf(int port, byte[] question) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SOCKET_MILLIS);
      socket.setSoTimeout(SOCKET_MILLIS);
      socket.getOutputStream().write(question);
      return socket.getInputStream().read();
    }
  }
}
