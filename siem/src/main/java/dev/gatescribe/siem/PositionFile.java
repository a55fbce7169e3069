package dev.gatescribe.siem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Remembers how far a stream has come. It is not flushed to disk: after a loss of power some events
 * are sent once more, by the same ids.
 */
final class PositionFile {
  private final Path file;

  PositionFile(Path folder, String name) {
    this.file = folder.resolve(name + ".position");
  }

  /**
   * What was written last; empty if nothing was.
   *
   * @throws IOException if it cannot be read, or is something else
   */
  Optional<AuditPosition> read() throws IOException {
    try {
      return Optional.of(AuditPosition.parse(Files.readString(file)));
    } catch (NoSuchFileException first) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged; without it the stream begins anew", e);
    }
  }

  void write(AuditPosition position) throws IOException {
    Files.createDirectories(file.getParent());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, position + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
