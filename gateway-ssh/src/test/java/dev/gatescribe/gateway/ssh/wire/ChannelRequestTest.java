package dev.gatescribe.gateway.ssh.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.gateway.ssh.wire.ChannelRequest.ExitStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelRequestTest {
  @Test
  void requestsAreReadAsTheRfcsSay() throws Exception {
    assertThat(decode("pty-req", "xterm", 80, 24, 640, 480, ""))
        .isEqualTo(new ChannelRequest.Terminal("xterm", 80, 24));
    assertThat(decode("env", "LANG", "C"))
        .isEqualTo(
            new ChannelRequest.Environment(
                "LANG", ByteBuffer.wrap("C".getBytes(StandardCharsets.UTF_8))));
    assertThat(decode("shell")).isEqualTo(new ChannelRequest.Shell());
    assertThat(decode("exec", "id"))
        .isEqualTo(
            new ChannelRequest.Command(ByteBuffer.wrap("id".getBytes(StandardCharsets.UTF_8))));
    assertThat(decode("subsystem", "sftp")).isEqualTo(new ChannelRequest.Subsystem("sftp"));
    assertThat(decode("window-change", 132, 50, 0, 0))
        .isEqualTo(new ChannelRequest.Resize(132, 50));
    assertThat(decode("signal", "INT")).isEqualTo(new ChannelRequest.Signal("INT"));
    assertThat(decode("break", 500)).isEqualTo(new ChannelRequest.Break(500));
    assertThat(decode("exit-signal", "TERM", true, "cut", ""))
        .isEqualTo(new ChannelRequest.ExitSignal("TERM", true, "cut"));
    assertThat(decode("invented")).isEqualTo(new ChannelRequest.Unknown("invented"));
  }

  @Test
  void anExitStatusSurvivesTheRoundTripUpToItsLargest() throws Exception {
    for (long status : new long[] {0, 1, 255, 0xFFFF_FFFFL}) {
      ExitStatus exit = new ExitStatus(status);

      assertThat(ChannelRequest.decode("exit-status", exit.encode())).isEqualTo(exit);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pty-req", "env", "exec", "window-change", "signal", "exit-signal"})
  void aBodyThatEndsEarlyIsMalformed(String type) {
    assertThatThrownBy(() -> ChannelRequest.decode(type, new byte[] {0, 0}))
        .isInstanceOf(MalformedRequestException.class);
    assertThatThrownBy(() -> ChannelRequest.decode(type, new byte[] {-1, -1, -1, -1, 'x'}))
        .isInstanceOf(MalformedRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomBodiesAreReadOrMalformedAndNothingElse(long seed) {
    Random random = new Random(seed);
    String[] types = {
      "pty-req",
      "env",
      "exec",
      "subsystem",
      "window-change",
      "signal",
      "break",
      "exit-status",
      "exit-signal"
    };
    for (int i = 0; i < 2_000; i++) {
      byte[] body = new byte[random.nextInt(40)];
      random.nextBytes(body);
      try {
        ChannelRequest.decode(types[i % types.length], body);
      } catch (MalformedRequestException expected) {
        assertThat(expected).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void forwardsAreDescribedForPeople() {
    assertThat(ChannelRequest.describeForward("direct-tcpip", body("10.0.0.1", 5432, "h", 1)))
        .isEqualTo("direct-tcpip 10.0.0.1:5432");
    assertThat(ChannelRequest.describeForward("direct-tcpip", new byte[0]))
        .isEqualTo("direct-tcpip (the body ends early)");
    assertThat(ChannelRequest.describeForward("invented", new byte[0])).isEqualTo("invented");
  }

  @Test
  void contentDoesNotShowInText() throws Exception {
    assertThat(decode("exec", "mysql -phunter2").toString()).doesNotContain("hunter2");
    assertThat(decode("env", "LC_SECRET", "hunter2").toString()).doesNotContain("hunter2");
  }

  private static ChannelRequest decode(String type, Object... fields)
      throws MalformedRequestException {
    return ChannelRequest.decode(type, body(fields));
  }

  private static byte[] body(Object... fields) {
    ByteBuffer body = ByteBuffer.allocate(1_024);
    for (Object field : fields) {
      switch (field) {
        case String text ->
            body.putInt(text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
        case Integer number -> body.putInt(number);
        case Boolean flag -> body.put((byte) (flag ? 1 : 0));
        default -> throw new IllegalArgumentException("a field is text, number or flag");
      }
    }
    byte[] bytes = new byte[body.flip().remaining()];
    body.get(bytes);
    return bytes;
  }
}
