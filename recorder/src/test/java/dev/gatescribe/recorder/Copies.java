package dev.gatescribe.recorder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies of directories that somebody is still writing to: what a crash would leave. */
final class Copies {
  private Copies() {}

  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    List<Path> entries;
    try (Stream<Path> listed = Files.list(from)) {
      entries = listed.sorted().toList();
    } catch (NoSuchFileException e) {
      return;
    }
    for (Path entry : entries) {
      String name = entry.getFileName().toString();
      try {
        if (Files.isDirectory(entry)) {
          copy(entry, to.resolve(name));
        } else if (!name.startsWith(".partial-") && !name.equals("lock")) {
          Files.copy(entry, to.resolve(name));
        }
      } catch (NoSuchFileException _) {
        // It went while the copy was made, as files do that are not needed any more.
      }
    }
  }
}
