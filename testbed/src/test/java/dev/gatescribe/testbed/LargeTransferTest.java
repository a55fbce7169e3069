package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.Checksum;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.RecordedStreams.Kind;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A hundred megabytes of noise, each way: what is sent, received and recorded is the same. */
class LargeTransferTest {
  private static final long BYTES = 100_000_000;

  @AutoClose private static DemoServer demo;
  private static SshDestination gateway;

  @BeforeAll
  static void startDemo() {
    demo = DemoServer.start();
    gateway = demo.gateway();
  }

  @Test
  void hundredMegabytesComeOutThenChecksumsAreEqual() {
    Path received = demo.scratch("received");
    StoredRecordings.Since since = demo.newRecordings();

    // The target's own checksum comes apart, on stderr.
    CommandResult result =
        gateway
            .ssh("head -c " + BYTES + " /dev/urandom | bash -c 'tee >(sha256sum >&2)'")
            .outputTo(received)
            .run();

    assertThat(result.exitStatus()).isZero();
    assertThat(received).hasSize(BYTES);
    String sent = result.stderrText().split(" ", -1)[0];
    assertThat(Checksum.of(received)).isEqualTo(sent);
    RecordingId id = since.awaitFinished();
    Checksum recorded = new Checksum();
    demo.recordings().open(id).copy(Kind.OUTPUT, recorded);
    assertThat(recorded.hex()).isEqualTo(sent);
  }

  @Test
  void hundredMegabytesGoInThenChecksumsAreEqual() throws IOException {
    Path sent = demo.scratch("sent");
    Checksum.noise(sent, BYTES, 3);
    Path stored = demo.scratch("stored");
    StoredRecordings.Since since = demo.newRecordings();

    CommandResult result = gateway.ssh("cat > '" + stored + "'").input(sent).run();

    assertThat(result.exitStatus()).isZero();
    String checksum = Checksum.of(sent);
    assertThat(Checksum.of(stored)).isEqualTo(checksum);
    Checksum recorded = new Checksum();
    demo.recordings().open(since.awaitFinished()).copy(Kind.INPUT, recorded);
    assertThat(recorded.hex()).isEqualTo(checksum);
    Files.delete(stored);
  }

  @Test
  void tenMegabytesGoBothWaysAtOnceThenNeitherWaitsForTheOther() throws IOException {
    Path sent = demo.scratch("both");
    Checksum.noise(sent, BYTES / 10, 4);
    Path received = demo.scratch("both-back");

    CommandResult result = gateway.ssh("cat").input(sent).outputTo(received).run();

    assertThat(result.exitStatus()).isZero();
    assertThat(received).hasSameBinaryContentAs(sent);
  }
}
