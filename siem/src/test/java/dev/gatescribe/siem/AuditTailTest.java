package dev.gatescribe.siem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.siem.AuditTail.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTailTest {
  private static final int ONE_SEGMENT = 1_000_000;
  private static final int SMALL_SEGMENTS = 2_000;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {ONE_SEGMENT, SMALL_SEGMENTS})
  void eventsAreReadWhileTheyAreWrittenThenAllComeOnceAndInOrder(int segmentBytes)
      throws Exception {
    try (AuditLogBed bed = new AuditLogBed(folder, segmentBytes)) {
      AuditTail tail = bed.tail();
      AuditPosition place = tail.beginningOfCurrent();
      List<String> read = new ArrayList<>();
      for (int round = 0; round < 20; round++) {
        bed.write(70);
        Batch batch = tail.read(place);
        place = batch.next();
        read.addAll(AuditLogBed.details(batch.entries()));
      }
      while (read.size() < 1_400) {
        Batch batch = tail.read(place);
        place = batch.next();
        read.addAll(AuditLogBed.details(batch.entries()));
      }

      assertThat(read).isEqualTo(numbers(0, 1_400));
      assertThat(tail.read(place).isEmpty()).isTrue();
    }
  }

  @Test
  void batchHasNoMoreEventsThanItsBound() throws Exception {
    try (AuditLogBed bed = new AuditLogBed(folder, ONE_SEGMENT)) {
      bed.write(AuditTail.BATCH_EVENTS + 1);
      Batch batch = bed.tail().read(bed.tail().beginningOfCurrent());

      assertThat(batch.entries()).hasSize(AuditTail.BATCH_EVENTS);
      assertThat(bed.tail().read(batch.next()).entries()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {ONE_SEGMENT, SMALL_SEGMENTS})
  void recorderIsStartedAgainThenReadingGoesOnFromTheOldLogIntoTheNew(int segmentBytes)
      throws Exception {
    try (AuditLogBed bed = new AuditLogBed(folder, segmentBytes)) {
      AuditPosition place = bed.tail().beginningOfCurrent();
      bed.write(30);
      place = bed.tail().read(place).next();
      bed.write(30);
      bed.restart();
      bed.write(5);
      bed.restart();
      bed.write(5);

      assertThat(drain(bed, place)).isEqualTo(numbers(30, 70));
    }
  }

  @Test
  void partOfTheLogIsDamagedThenTheRestIsReadAndTheGapIsSaid() throws Exception {
    try (AuditLogBed bed = new AuditLogBed(folder, SMALL_SEGMENTS)) {
      AuditPosition place = bed.tail().beginningOfCurrent();
      bed.write(60);
      bed.restart();
      bed.write(5);
      Path damaged = oldestSegments(bed).get(1);
      byte[] bytes = Files.readAllBytes(damaged);
      bytes[bytes.length - 1] ^= 1;
      Files.write(damaged, bytes);

      List<String> skipped = new ArrayList<>();
      List<String> read = new ArrayList<>();
      for (Batch batch = bed.tail().read(place); !batch.isEmpty(); ) {
        read.addAll(AuditLogBed.details(batch.entries()));
        skipped.add(batch.skipped());
        batch = bed.tail().read(batch.next());
      }
      assertThat(read).startsWith("0", "1").endsWith("60", "61", "62", "63", "64");
      assertThat(read).hasSizeBetween(7, 63);
      assertThat(String.join("", skipped)).contains("00000001.segment", "altered");
    }
  }

  @Test
  void recordingOfTheLogIsGoneThenItIsSaidWhereItWouldGoOn() throws Exception {
    try (AuditLogBed bed = new AuditLogBed(folder, SMALL_SEGMENTS)) {
      AuditPosition place = bed.tail().beginningOfCurrent();
      bed.write(10);
      bed.restart();
      bed.write(1);
      Path gone = oldestSegments(bed).getFirst().getParent();
      try (Stream<Path> files = Files.list(gone)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(gone);

      Batch batch = bed.tail().read(place);
      assertThat(batch.isEmpty()).isTrue();
      assertThat(batch.next()).isEqualTo(place);
      assertThat(batch.beyond()).isEqualTo(bed.tail().beginningOfCurrent());
    }
  }

  /** Reads on until nothing comes; what was just written may still be on its way to the store. */
  private static List<String> drain(AuditLogBed bed, AuditPosition from) throws IOException {
    List<String> read = new ArrayList<>();
    AuditPosition[] place = {from};
    await()
        .until(() -> {
          Batch batch = bed.tail().read(place[0]);
          place[0] = batch.next();
          read.addAll(AuditLogBed.details(batch.entries()));
          return batch.isEmpty();
        });
    return read;
  }

  private static List<Path> oldestSegments(AuditLogBed bed) throws IOException {
    try (Stream<Path> files = Files.walk(bed.storeFolder().resolve("audit"))) {
      return files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
    }
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }
}
