package dev.gatescribe.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.recording.store.LaterVersion;
import dev.gatescribe.recording.store.ObjectConflictException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket that keeps versions, and somebody else with a key to it. */
@ParameterizedClass
@EnumSource
class S3VersionsTest {
  private static final byte[] BYTES = "what was recorded".getBytes(StandardCharsets.UTF_8);
  private static final byte[] FORGED = "what was forged!!".getBytes(StandardCharsets.UTF_8);

  enum Kind {
    S3MOCK,
    CEPH
  }

  @Parameter Kind kind;
  private String bucket;
  private S3ObjectStore store;
  private S3Client attacker;

  @BeforeEach
  void makeStore() throws IOException {
    S3Service service =
        switch (kind) {
          case S3MOCK -> S3Mock.get();
          case CEPH -> Ceph.get();
        };
    bucket = service.newVersionedBucket();
    store = S3ObjectStore.open(service.settings(bucket), Clock.systemUTC());
    attacker = service.client();
  }

  @AfterEach
  void close() {
    store.close();
    attacker.close();
  }

  @Test
  void overwrittenObjectIsStillTheOneThatWasPutAndIsReported() throws IOException {
    store.put("a/b", BYTES);
    store.put("a/c", BYTES);
    for (int i = 0; i < 5; i++) {
      overwrite("a/b", (i + " forged").getBytes(StandardCharsets.UTF_8));
    }
    overwrite("a/b", FORGED);

    assertThat(store.get("a/b", 100)).isEqualTo(BYTES);
    store.put("a/b", BYTES);
    assertThatThrownBy(() -> store.put("a/b", FORGED)).isInstanceOf(ObjectConflictException.class);
    assertThat(store.laterVersions("a/"))
        .hasSize(6)
        .allSatisfy(later -> assertThat(later.name()).isEqualTo("a/b"))
        .noneMatch(LaterVersion::deletion);
  }

  @Test
  void deletedObjectIsStillReadAndListedAndTheDeletionIsReported() throws IOException {
    store.put("a/b/c", BYTES);
    store.put("a/b/d", BYTES);

    attacker.deleteObject(request -> request.bucket(bucket).key("some/Prefix_1/a/b/c"));

    assertThat(store.get("a/b/c", 100)).isEqualTo(BYTES);
    assertThat(store.children("a/b/")).containsExactly("c", "d");
    assertThat(store.children("a/")).containsExactly("b/");
    assertThat(store.laterVersions("a/b/"))
        .singleElement()
        .satisfies(later -> {
          assertThat(later.name()).isEqualTo("a/b/c");
          assertThat(later.deletion()).isTrue();
        });
    assertThat(store.laterVersions("a/")).as("what is further below is not meant").isEmpty();
    store.put("a/b/c", BYTES);
  }

  @Test
  void deletedObjectLeavesNoVersionOfItself() throws IOException {
    store.put("a/b", BYTES);
    overwrite("a/b", FORGED);
    attacker.deleteObject(request -> request.bucket(bucket).key("some/Prefix_1/a/b"));
    overwrite("a/b", FORGED);
    store.put("a/b.1", BYTES);

    store.delete("a/b");

    assertThat(store.children("a/")).containsExactly("b.1");
    assertThat(store.laterVersions("a/")).isEmpty();
    var left = attacker.listObjectVersions(request -> request.bucket(bucket));
    assertThat(left.versions())
        .singleElement()
        .satisfies(version -> assertThat(version.key()).isEqualTo("some/Prefix_1/a/b.1"));
    assertThat(left.deleteMarkers()).isEmpty();
  }

  /** What is left of a put whose answer was lost. */
  @Test
  void sameBytesTwiceAreNotReported() throws IOException {
    store.put("a/b", BYTES);
    overwrite("a/b", BYTES);

    assertThat(store.laterVersions("a/")).isEmpty();
  }

  @Test
  void writersAtTheSameTimeThenOneIsConfirmedAndItsBytesAreRead() throws Exception {
    for (int round = 0; round < 10; round++) {
      String name = "a/" + round;
      List<Callable<byte[]>> puts = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        byte[] bytes = ("by writer " + writer).getBytes(StandardCharsets.UTF_8);
        puts.add(() -> {
          store.put(name, bytes);
          return bytes;
        });
      }
      List<byte[]> confirmed = new ArrayList<>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<byte[]> put : threads.invokeAll(puts)) {
          if (put.state() == Future.State.SUCCESS) {
            confirmed.add(put.resultNow());
          } else {
            assertThat(put.exceptionNow()).isInstanceOf(IOException.class);
          }
        }
      }
      assertThat(confirmed).as("round %d", round).hasSizeLessThanOrEqualTo(1);
      for (byte[] bytes : confirmed) {
        assertThat(store.get(name, 100)).isEqualTo(bytes);
      }
    }
  }

  private void overwrite(String name, byte[] bytes) {
    attacker.putObject(
        request -> request.bucket(bucket).key("some/Prefix_1/" + name),
        RequestBody.fromBytes(bytes));
  }
}
