package dev.gatescribe.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.recording.store.ObjectConflictException;
import dev.gatescribe.recording.store.ObjectLock;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.store.UnreadableObjectException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What recorder and readers count on, whatever the store is. */
@ParameterizedClass
@EnumSource
class ObjectStoreContractTest {
  private static final byte[] BYTES = "an object".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER = "another!!".getBytes(StandardCharsets.UTF_8);
  private static final int SEGMENT_BYTES = 5_000_000;

  enum Kind {
    DIRECTORY,
    S3MOCK,
    S3MOCK_VERSIONED,
    CEPH,
    CEPH_VERSIONED
  }

  @Parameter Kind kind;
  @TempDir private Path folder;
  private ObjectStore store;

  @BeforeEach
  void makeStore() throws IOException {
    store =
        switch (kind) {
          case DIRECTORY -> new DirectoryObjectStore(folder.resolve("not/yet/there"));
          case S3MOCK -> s3(S3Mock.get(), S3Mock.get().newBucket());
          case S3MOCK_VERSIONED -> s3(S3Mock.get(), S3Mock.get().newVersionedBucket());
          case CEPH -> s3(Ceph.get(), Ceph.get().newBucket());
          case CEPH_VERSIONED -> s3(Ceph.get(), Ceph.get().newVersionedBucket());
        };
  }

  private static ObjectStore s3(S3Service service, String bucket) throws IOException {
    return S3ObjectStore.open(service.settings(bucket), Clock.systemUTC());
  }

  @AfterEach
  void close() throws Exception {
    if (store instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  @Test
  void objectComesBack() throws IOException {
    store.put("a/b/c.segment", BYTES);

    assertThat(store.get("a/b/c.segment", BYTES.length)).isEqualTo(BYTES);
    assertThat(store.get("a/b/c.segment", Integer.MAX_VALUE)).isEqualTo(BYTES);
  }

  @Test
  void segmentComesBack() throws IOException {
    byte[] segment = new byte[SEGMENT_BYTES];
    new Random(1).nextBytes(segment);

    store.put("a/segment", segment);

    assertThat(store.get("a/segment", SEGMENT_BYTES)).isEqualTo(segment);
  }

  @Test
  void sameBytesAgainAreFineAndAddNothing() throws IOException {
    store.put("a/b", BYTES);
    store.put("a/b", BYTES);

    assertThat(store.get("a/b", 100)).isEqualTo(BYTES);
    assertThat(store.children("a/")).containsExactly("b");
    assertThat(store.laterVersions("a/")).isEmpty();
  }

  @Test
  void otherBytesConflictAndChangeNothing() throws IOException {
    store.put("a/b", BYTES);

    for (byte[] other : List.of(OTHER, new byte[0], new byte[100_000])) {
      assertThatThrownBy(() -> store.put("a/b", other))
          .isInstanceOf(ObjectConflictException.class)
          .hasMessageContaining("a/b");
    }
    assertThat(store.get("a/b", 100)).isEqualTo(BYTES);
    assertThat(store.laterVersions("a/")).isEmpty();
  }

  @Test
  void missingObjectIsNamed() throws IOException {
    store.put("a/bc", BYTES);

    for (String name : List.of("a/b", "a/bcd", "a", "b")) {
      assertThatThrownBy(() -> store.get(name, 1))
          .isInstanceOfAny(NoSuchFileException.class, UnreadableObjectException.class)
          .satisfies(e -> {
            if (!(kind == Kind.DIRECTORY && name.equals("a"))) { // There it is a folder.
              assertThat(e).isInstanceOf(NoSuchFileException.class).hasMessage(name);
            }
          });
    }
  }

  @Test
  void objectLargerThanWantedIsRefused() throws IOException {
    store.put("a", BYTES);

    assertThatThrownBy(() -> store.get("a", BYTES.length - 1))
        .isInstanceOf(UnreadableObjectException.class);
  }

  @Test
  void pathTraversalAndOtherNamesAreRefused() throws IOException {
    for (String name :
        List.of("", "/", "/etc/passwd", "../x", "a/..", "a//b", "a/", ".partial-a", "A", "a\0b")) {
      assertThatThrownBy(() -> store.put(name, BYTES)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> store.get(name, 10)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> store.delete(name)).isInstanceOf(IOException.class);
      if (!name.isEmpty()) {
        assertThatThrownBy(() -> store.children(name + "/")).isInstanceOf(IOException.class);
      }
    }
    assertThatThrownBy(() -> store.children("a")).isInstanceOf(IOException.class);
    assertThat(store.children("")).isEmpty();
  }

  @Test
  void childrenAreInTheOrderOfTheirBytesOverManyPages() throws IOException {
    for (String name : List.of("a/2", "a/1/x", "a/1/y", "a/10", "b", "a/1.5", "a/3", "a/1-/z")) {
      store.put(name, BYTES);
    }

    assertThat(store.children("")).containsExactly("a/", "b");
    assertThat(store.children("a/")).containsExactly("1-/", "1.5", "1/", "10", "2", "3");
    assertThat(store.children("a/1/")).containsExactly("x", "y");
    assertThat(store.children("nothing/here/")).isEmpty();
    assertThat(store.children("b/")).as("an object has no children").isEmpty();
  }

  /** The name begins like others, and the versions of all of them take several pages. */
  @Test
  void objectWhoseNameOthersBeginWithIsItself() throws IOException {
    for (String name : List.of("a/b", "a/b.1", "a/b.2", "a/b.3", "a/b.4")) {
      store.put(name, name.getBytes(StandardCharsets.UTF_8));
    }

    for (String name : List.of("a/b", "a/b.1", "a/b.4")) {
      assertThat(store.get(name, 10)).asString(StandardCharsets.UTF_8).isEqualTo(name);
    }
  }

  @Test
  void deletedObjectIsGoneAndItsNeighboursAreNot() throws IOException {
    store.put("a/b/c", BYTES);
    store.put("a/b/cd", OTHER);
    store.put("a/e", OTHER);

    store.delete("a/b/c");

    assertThatThrownBy(() -> store.get("a/b/c", 100)).isInstanceOf(NoSuchFileException.class);
    assertThat(store.children("a/b/")).containsExactly("cd");
    assertThat(store.laterVersions("a/b/")).isEmpty();
    assertThat(store.get("a/b/cd", 100)).isEqualTo(OTHER);

    store.delete("a/b/cd");
    store.delete("a/b/cd");
    store.delete("never/there");

    assertThat(store.children("a/")).containsExactly("e");
    store.put("a/b/c", OTHER);
    assertThat(store.get("a/b/c", 100)).isEqualTo(OTHER);
  }

  @Test
  void lastObjectIsDeletedThenNothingIsLeft() throws IOException {
    store.put("a/b/c", BYTES);
    if (kind == Kind.DIRECTORY) { // What a writer that died left: the same bytes once more.
      Files.write(folder.resolve("not/yet/there/a/b/.partial-c"), BYTES);
    }

    store.delete("a/b/c");

    assertThat(store.children("")).isEmpty();
    if (kind == Kind.DIRECTORY) {
      assertThat(folder.resolve("not/yet/there")).isEmptyDirectory();
    }
  }

  @Test
  void storeWithoutLocksLocksNothing() throws IOException {
    store.put("a/b", BYTES);

    assertThat(store.lock("a/b")).isEqualTo(ObjectLock.NONE);
    assertThat(store.lock("a/c")).isEqualTo(ObjectLock.NONE);
    assertThat(store.setLegalHold("a/b", true)).isFalse();
  }

  @Test
  void storeWithNothingInItIsEmpty() throws IOException {
    assertThat(store.children("")).isEmpty();
    assertThat(store.laterVersions("recordings/")).isEmpty();
    if (kind == Kind.DIRECTORY) {
      assertThat(Files.exists(folder.resolve("not"))).isFalse();
    }
  }
}
