package dev.gatescribe.siem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.siem.AuditStream.Pace;
import dev.gatescribe.siem.StreamSettings.Destination;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditStreamTest {
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Pace QUICK =
      new Pace(
          Duration.ofMillis(5),
          Duration.ofMillis(20),
          Duration.ofMillis(20),
          Duration.ofMillis(50));

  @TempDir private Path folder;

  /** Takes what it is given, and fails before, or after it took, as often as it is told. */
  private static final class FaultySink implements AuditSink {
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger failuresBefore = new AtomicInteger();
    private final AtomicInteger failuresAfter = new AtomicInteger();

    @Override
    public void deliver(List<AuditEntry> entries) throws IOException {
      if (failuresBefore.getAndDecrement() > 0) {
        throw new IOException("away");
      }
      taken.addAll(AuditLogBed.details(entries));
      if (failuresAfter.getAndDecrement() > 0) {
        throw new IOException("no acknowledgement");
      }
    }

    @Override
    public void close() {}
  }

  private AuditStream stream(AuditLogBed bed, AuditSink sink) {
    return new AuditStream(
        "siem", bed.tail(), sink, new PositionFile(folder.resolve("streams"), "siem"), QUICK);
  }

  @Test
  void destinationIsAwayForAWhileThenItGetsEverythingInOrder() throws Exception {
    try (AuditLogBed bed = new AuditLogBed(folder, 2_000)) {
      FaultySink sink = new FaultySink();
      sink.failuresBefore.set(7);
      AuditStream stream = stream(bed, sink);
      stream.start();
      bed.write(300);
      stream.wake();
      await().until(() -> !stream.problem().isEmpty() || !sink.taken.isEmpty());
      await().until(() -> sink.taken.size() == 300);
      await().until(() -> stream.problem().isEmpty());
      stream.close(GRACE);

      assertThat(sink.taken).isEqualTo(numbers(0, 300));
      assertThat(stream.delivered()).isEqualTo(300);
    }
  }

  @Test
  void deliveryIsNotAcknowledgedThenItIsRepeatedAndNothingIsLeftOut() throws Exception {
    try (AuditLogBed bed = new AuditLogBed(folder, 2_000)) {
      FaultySink sink = new FaultySink();
      sink.failuresAfter.set(3);
      bed.write(100);
      AuditStream stream = stream(bed, sink);
      stream.start();
      await().until(() -> stream.delivered() == 100);
      stream.close(GRACE);

      assertThat(sink.taken).containsAll(numbers(0, 100)).hasSizeGreaterThan(100);
      assertThat(sink.taken.subList(sink.taken.size() - 1, sink.taken.size())).contains("99");
    }
  }

  @Test
  void streamIsClosedAndGatewayStartedAgainThenItGoesOnWhereItWas() throws Exception {
    try (AuditLogBed bed = new AuditLogBed(folder, 2_000)) {
      FaultySink first = new FaultySink();
      AuditStream stream = stream(bed, first);
      stream.start();
      bed.write(40);
      stream.close(GRACE);
      bed.write(10);
      bed.restart();
      bed.write(10);
      FaultySink second = new FaultySink();
      AuditStream again = stream(bed, second);
      again.start();
      await().until(() -> second.taken.size() >= 20);
      again.close(GRACE);

      assertThat(first.taken).isEqualTo(numbers(0, 40));
      assertThat(second.taken).isEqualTo(numbers(40, 60));
    }
  }

  @Test
  void nobodyFinishesAPartOfTheLogThenItIsLeftOutAfterAWhileAndCounted() throws Exception {
    try (AuditLogBed bed = new AuditLogBed(folder, 2_000)) {
      AuditPosition unknown =
          AuditPosition.start(RecordingId.create(Instant.parse("2026-01-01T00:00:00Z")));
      new PositionFile(folder.resolve("streams"), "siem").write(unknown);
      bed.write(3);
      FaultySink sink = new FaultySink();
      AuditStream stream = stream(bed, sink);
      stream.start();
      await().until(() -> sink.taken.size() == 3);
      stream.close(GRACE);

      assertThat(stream.skips()).isEqualTo(1);
    }
  }

  @Test
  void placeIsDamagedThenTheStreamSaysWhichFileItIs() throws Exception {
    try (AuditLogBed bed = new AuditLogBed(folder, 2_000)) {
      Files.createDirectories(folder.resolve("streams"));
      Files.writeString(folder.resolve("streams/siem.position"), "nonsense");
      AuditStream stream = stream(bed, new FaultySink());
      stream.start();
      await().until(() -> stream.problem().contains("siem.position is damaged"));
      stream.close(GRACE);
    }
  }

  @Test
  void placeCannotBeRememberedThenNothingIsSentTwiceForIt() throws Exception {
    try (AuditLogBed bed = new AuditLogBed(folder, 2_000)) {
      Path inTheWay = folder.resolve("streams/siem.position.new");
      Files.createDirectories(inTheWay);
      FaultySink sink = new FaultySink();
      AuditStream stream = stream(bed, sink);
      stream.start();
      bed.write(50);
      await().until(() -> stream.problem().contains("cannot be remembered"));
      bed.write(50);
      await().until(() -> sink.taken.size() >= 100);
      Files.delete(inTheWay);
      await().until(() -> stream.problem().isEmpty());
      stream.close(GRACE);

      assertThat(sink.taken).isEqualTo(numbers(0, 100));
    }
  }

  @Test
  void standardOutputGetsOneLineForEachEvent() throws Exception {
    try (AuditLogBed bed = new AuditLogBed(folder, 2_000)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      AuditStreams streams =
          AuditStreams.start(
              List.of(new StreamSettings("lines", new Destination.StandardOutput())),
              bed.source(new PrintStream(bytes, false, StandardCharsets.UTF_8)),
              QUICK);
      bed.write(5);
      streams.wake();
      streams.close(GRACE);

      assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
          .hasSize(5)
          .allSatisfy(line -> assertThat(line).startsWith("{\"category_uid\":3").endsWith("}"));
      assertThat(streams.statuses()).containsExactly(new AuditStreams.Status("lines", 5, 0, ""));
    }
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }
}
