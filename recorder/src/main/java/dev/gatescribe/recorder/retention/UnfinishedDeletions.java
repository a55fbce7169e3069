package dev.gatescribe.recorder.retention;

import dev.gatescribe.recording.format.Deletion;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The deletions that have begun and are not finished: a file for each on this machine, which holds
 * what is stored in the object store to say so. Looking for them in the store would mean to look
 * through all of it.
 */
final class UnfinishedDeletions {
  private static final String NEW = ".new";

  private final Path directory;

  UnfinishedDeletions(Path directory) {
    this.directory = directory;
  }

  /** Notes one; when this returns, it survives a loss of power. */
  void begin(Deletion deletion, byte[] signed) throws IOException {
    Files.createDirectories(directory);
    Path file = file(deletion.kind(), deletion.id());
    Path temporary = file.resolveSibling(file.getFileName() + NEW);
    Files.write(temporary, signed);
    force(temporary);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(directory);
  }

  void finished(RecordingKind kind, RecordingId id) throws IOException {
    Files.deleteIfExists(file(kind, id));
  }

  /** What was noted, as it was signed. */
  List<byte[]> left() throws IOException {
    List<byte[]> left = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return left;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (String.valueOf(file.getFileName()).endsWith(NEW)) {
          Files.deleteIfExists(file); // It was not whole, so nothing has begun.
        } else {
          left.add(Files.readAllBytes(file));
        }
      }
    }
    return left;
  }

  private Path file(RecordingKind kind, RecordingId id) {
    return directory.resolve(kind.code() + "-" + id);
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
