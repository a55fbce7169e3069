package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.gateway.ssh.Workshop.Person;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever does not read holds back whoever writes, within the windows, and is never cut off. */
class BackpressureTest {
  @TempDir Path directory;
  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = Workshop.open(directory);
  }

  @AfterEach
  void close() throws Exception {
    workshop.close();
  }

  @Test
  void aSlowReaderHoldsBackTheTargetWithinTheWindowsAndIsNeverCutOff() throws Exception {
    var produced = new java.util.concurrent.atomic.AtomicLong();
    long total = 24L * 1024 * 1024;
    workshop.target.program(
        "much",
        process -> {
          byte[] block = new byte[64 * 1024];
          for (long left = total; left > 0; left -= block.length) {
            process.out().write(block);
            produced.addAndGet(block.length);
          }
          process.out().flush();
          return 0;
        });
    SlowSink slow = new SlowSink();
    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = session.createExecChannel("much");
      channel.setOut(slow);
      channel.setErr(OutputStream.nullOutputStream());
      channel.open().verify(Workshop.PATIENCE);

      // The person reads nothing: production comes to rest at what the windows allow, which is one
      // of the client's, one of the gateway's, and what is on its way.
      await()
          .during(java.time.Duration.ofSeconds(1))
          .atMost(Workshop.PATIENCE)
          .until(produced::get, value -> value > 0 && value < total / 2);
      assertThat(produced.get()).isLessThan(3 * WindowBudget.WINDOW_MAX + 4 * 1024 * 1024);

      slow.go();
      Commands.awaitClosed(channel);
      assertThat(channel.getExitStatus()).isZero();
    }
    assertThat(slow.count()).isEqualTo(total);
  }

  @Test
  void aDeafTargetHoldsBackTheClientWithinTheWindows() throws Exception {
    var go = new java.util.concurrent.CountDownLatch(1);
    long total = 24L * 1024 * 1024;
    workshop.target.program(
        "deaf",
        process -> {
          go.await();
          process.in().transferTo(OutputStream.nullOutputStream());
          return 0;
        });
    CountingSource source = new CountingSource(total);
    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = session.createExecChannel("deaf");
      channel.setIn(source);
      channel.setOut(OutputStream.nullOutputStream());
      channel.setErr(OutputStream.nullOutputStream());
      channel.open().verify(Workshop.PATIENCE);
      await()
          .during(java.time.Duration.ofSeconds(1))
          .atMost(Workshop.PATIENCE)
          .until(source::count, value -> value > 0 && value < total / 2);

      go.countDown();
      Commands.awaitClosed(channel);
      assertThat(channel.getExitStatus()).isZero();
    }
    assertThat(workshop.target.received()).isEqualTo(total);
  }

  @Test
  void closedChannelsGiveTheirWindowsBack() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (ClientSession session = workshop.connect()) {
        for (int j = 0; j < 3; j++) {
          Commands.run(session, "true", null, new Person());
        }
        Commands.start(session, "cat", new Person());
        assertThat(workshop.gateway().windows().granted()).isPositive();
      }
    }

    await().until(() -> workshop.gateway().windows().granted() == 0);
  }

  /** Takes nothing until it is told to. */
  private static final class SlowSink extends OutputStream {
    private boolean going;
    private long count;

    @Override
    public synchronized void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      while (!going) {
        try {
          wait();
        } catch (InterruptedException interrupted) {
          throw new IOException(interrupted);
        }
      }
      count += length;
    }

    synchronized void go() {
      going = true;
      notifyAll();
    }

    synchronized long count() {
      return count;
    }
  }

  /** Gives so many zeros, and says how many it has given. */
  private static final class CountingSource extends InputStream {
    private final long total;
    private long count;

    CountingSource(long total) {
      this.total = total;
    }

    @Override
    public synchronized int read() {
      return count < total && count++ >= 0 ? 0 : -1;
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) {
      int given = (int) Math.min(length, total - count);
      count += given;
      return given == 0 ? -1 : given;
    }

    synchronized long count() {
      return count;
    }
  }
}
