package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.PowerCutDisk;
import dev.gatescribe.testbed.fixture.PowerCutDisk.Keep;
import dev.gatescribe.testbed.fixture.UnavailableHereException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The disk whose power is cut keeps what was flushed, and can lose what was not. */
class PowerCutDiskTest {
  @AutoClose private PowerCutDisk disk;

  @BeforeEach
  void start() {
    disk = startOrSayWhyNot();
  }

  /** A machine without the means is no failure, but nobody overlooks it. */
  static PowerCutDisk startOrSayWhyNot() {
    try {
      return PowerCutDisk.start();
    } catch (UnavailableHereException e) {
      System.err.println("NOT RUN: losses of power. " + e.getMessage());
      return Assumptions.abort(e.getMessage());
    }
  }

  @Test
  void fileIsSynchronizedThenItReachesTheDiskAsAFlushAndSurvives() {
    long before = disk.flushes();
    write("old", "conv=fsync");
    long after = disk.flushes();

    PowerCutDisk.Survivors survivors = disk.cut(0, Keep.NOTHING, 1);

    assertThat(after).isGreaterThan(before);
    assertThat(read(survivors)).isEqualTo("old");
  }

  @Test
  void fileIsWrittenWithoutAFlushThenTheDiskCanLoseIt() {
    write("old", "conv=fsync");
    long before = disk.flushes();
    write("new", "conv=notrunc");
    long after = disk.flushes();

    PowerCutDisk.Survivors survivors = disk.cut(0, Keep.NOTHING, 1);

    assertThat(after).as("flushes, without which nothing is promised").isEqualTo(before);
    assertThat(read(survivors)).isEqualTo("old");
  }

  @Test
  void fileIsWrittenWithoutAFlushThenTheDiskCanKeepIt() {
    write("old", "conv=fsync");
    write("new", "conv=notrunc");

    PowerCutDisk.Survivors survivors = disk.cut(0, Keep.EVERYTHING, 1);

    assertThat(read(survivors)).isEqualTo("new");
  }

  @Test
  void powerFailsThenTheFileSystemIsWhole() {
    for (int file = 0; file < 50; file++) {
      run("cp /bin/sh \"$0/copy-" + file + "\"", disk.live().toString());
    }

    disk.cut(0, Keep.SEEDED, 7);

    CommandResult checked = disk.checkSurvivors();
    assertThat(checked.exitStatus()).as(checked.toString()).isZero();
  }

  /** Writes past the kernel's own cache, so that it is the disk that has it. */
  private void write(String content, String conversion) {
    run(
        "printf %s "
            + content
            + " | dd ibs=4096 obs=4096 conv=sync status=none"
            + " | dd of=\"$0/file\" bs=4096 iflag=fullblock oflag=direct status=none "
            + conversion,
        disk.live().toString());
  }

  private String read(PowerCutDisk.Survivors survivors) {
    return run("tr -d '\\0' <\"$0/file\"", survivors.directory().toString());
  }

  private String run(String script, String directory) {
    return disk.run(List.of("sh", "-c", script, directory)).orFail().stdoutText();
  }
}
