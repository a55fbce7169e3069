package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.gateway.ssh.Workshop.Person;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.session.ClientSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections are counted, and those over a limit are closed at once. */
class ConnectionLimitsTest {
  @TempDir Path directory;

  @Test
  void halfOpenConnectionsOverTheLimitAreClosedAndTheirPlaceIsGivenBack() throws Exception {
    try (Workshop workshop =
        Workshop.open(directory, settings -> settings.withConnections(3, 100, 4))) {
      List<Socket> halfOpen = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        halfOpen.add(connect(workshop));
        assertThat(halfOpen.getLast().getInputStream().read()).isEqualTo('S');
      }
      try (Socket over = connect(workshop)) {
        assertThat(isClosed(over)).isTrue();
      }

      halfOpen.getFirst().close();
      await().until(() -> succeeds(workshop));
      for (Socket socket : halfOpen) {
        socket.close();
      }
    }
  }

  @Test
  void authenticatedConnectionsCountOnlyForTheTotal() throws Exception {
    try (Workshop workshop =
        Workshop.open(directory, settings -> settings.withConnections(1, 3, 4))) {
      List<ClientSession> sessions = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        sessions.add(workshop.connect());
      }
      try (Socket over = connect(workshop)) {
        assertThat(isClosed(over)).isTrue();
      }
      for (ClientSession session : sessions) {
        assertThat(Commands.run(session, "true", null, new Person()).getExitStatus()).isZero();
        session.close(true).await(Duration.ofSeconds(5));
      }
      await().until(() -> succeeds(workshop));
    }
  }

  @Test
  void aStoppedDoorTakesNoConnection() throws Exception {
    try (Workshop workshop = Workshop.open(directory)) {
      workshop.gateway().stop(Duration.ofSeconds(5));

      assertThat(succeeds(workshop)).isFalse();
    }
  }

  private static Socket connect(Workshop workshop) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), workshop.gateway().port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static boolean isClosed(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  private static boolean succeeds(Workshop workshop) {
    try (ClientSession session = workshop.connect()) {
      return session.isAuthenticated();
    } catch (IOException refused) {
      return false;
    }
  }
}
