package dev.gatescribe.recording.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryObjectStoreTest {
  private static final byte[] BYTES = "an object".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER = "another!!".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private Path root;
  private DirectoryObjectStore store;

  @BeforeEach
  void makeStore() {
    root = folder.resolve("not/yet/there");
    store = new DirectoryObjectStore(root);
  }

  @Test
  void objectComesBack() throws IOException {
    store.put("a/b/c.segment", BYTES);

    assertThat(store.get("a/b/c.segment", BYTES.length)).isEqualTo(BYTES);
    assertThat(root.resolve("a/b/c.segment")).hasBinaryContent(BYTES);
  }

  @Test
  void sameBytesAgainAreFine() throws IOException {
    store.put("a/b", BYTES);
    store.put("a/b", BYTES);

    assertThat(store.get("a/b", 100)).isEqualTo(BYTES);
    assertThat(filesIn(root.resolve("a"))).containsExactly("b");
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
    assertThat(filesIn(root.resolve("a"))).containsExactly("b");
  }

  @Test
  void writerThatDiedBetweenLinkAndCleanupDoesNotLetOthersReplaceTheObject() throws IOException {
    store.put("a/b", BYTES);
    // What is left when the process dies right after the object got its name.
    Files.createLink(root.resolve("a/.partial-b"), root.resolve("a/b"));

    assertThatThrownBy(() -> store.put("a/b", OTHER)).isInstanceOf(ObjectConflictException.class);

    assertThat(store.get("a/b", 100)).isEqualTo(BYTES);
    assertThat(filesIn(root.resolve("a"))).containsExactly("b");
  }

  @Test
  void plantedLinkInPlaceOfATemporaryFileIsNotWrittenThrough() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "precious");
    Files.createDirectories(root.resolve("a"));
    Files.createSymbolicLink(root.resolve("a/.partial-b"), elsewhere);

    store.put("a/b", BYTES);

    assertThat(elsewhere).hasContent("precious");
    assertThat(store.get("a/b", 100)).isEqualTo(BYTES);
  }

  @Test
  void writerThatDiedInTheMiddleLeavesNothingThatIsListed() throws IOException {
    store.put("a/b", BYTES);
    Files.write(root.resolve("a/.partial-c"), new byte[] {1});

    assertThat(store.children("a/")).containsExactly("b");
    store.put("a/c", BYTES);
    assertThat(store.children("a/")).containsExactly("b", "c");
    assertThat(store.get("a/c", 100)).isEqualTo(BYTES);
  }

  @Test
  void missingObjectIsNamed() {
    assertThatThrownBy(() -> store.get("a/b", 1))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("a/b");
  }

  @Test
  void objectLargerThanWantedIsRefused() throws IOException {
    store.put("a", BYTES);

    assertThatThrownBy(() -> store.get("a", BYTES.length - 1))
        .isInstanceOf(UnreadableObjectException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a/..",
        "a/./b",
        ".",
        "a//b",
        "a/",
        ".partial-a",
        "A",
        "a b",
        "a\\b",
        "a\0b",
        "ä",
        "-a",
        "a/\n"
      })
  void pathTraversalAndOtherNamesAreRefused(String name) {
    assertThatThrownBy(() -> store.put(name, BYTES)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store.get(name, 10)).isInstanceOf(IOException.class);
    if (!name.isEmpty()) {
      assertThatThrownBy(() -> store.children(name + "/")).isInstanceOf(IOException.class);
    }
    assertThat(root).doesNotExist();
  }

  @Test
  void symbolicLinkInTheStoreIsNoObject() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    Files.createDirectories(root.resolve("a"));
    Files.createSymbolicLink(root.resolve("a/b"), secret);
    Files.createSymbolicLink(root.resolve("a/c"), folder);

    assertThatThrownBy(() -> store.get("a/b", 100)).isInstanceOf(UnreadableObjectException.class);
    assertThat(store.children("a/")).as("a link is no folder").containsExactly("b", "c");
  }

  @Test
  void pipeAndFolderInPlaceOfAnObjectAreRefusedAtOnce() throws Exception {
    Files.createDirectories(root.resolve("a/folder"));
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("a/pipe").toString()).start();
    assertThat(mkfifo.waitFor(10, TimeUnit.SECONDS)).isTrue();

    for (String name : List.of("a/pipe", "a/folder")) {
      assertThatThrownBy(() -> store.get(name, 10)).isInstanceOf(UnreadableObjectException.class);
    }
  }

  @Test
  void childrenAreSortedAndFoldersEndWithASlash() throws IOException {
    for (String name : List.of("a/2", "a/1/x", "a/10", "b", "a/1.5")) {
      store.put(name, BYTES);
    }
    Files.writeString(root.resolve("a/README"), "somebody's notes");
    Files.writeString(root.resolve("a/.hidden"), "an editor's file");

    assertThat(store.children("")).containsExactly("a/", "b");
    assertThat(store.children("a/")).containsExactly("1.5", "1/", "10", "2");
    assertThat(store.children("a/1/")).containsExactly("x");
    assertThat(store.children("nothing/here/")).isEmpty();
    assertThat(store.children("b/")).as("a file has no children").isEmpty();
  }

  @Test
  void storesInANewFolderBesideEachOther() throws Exception {
    List<Future<?>> puts = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        String name = "deep/er/" + (i % 5) + "/" + i;
        puts.add(
            threads.submit(() -> {
              store.put(name, BYTES);
              return null;
            }));
      }
    }
    for (Future<?> put : puts) {
      put.get();
    }
    for (int i = 0; i < 5; i++) {
      assertThat(store.children("deep/er/" + i + "/")).hasSize(10);
    }
  }

  private static List<String> filesIn(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
