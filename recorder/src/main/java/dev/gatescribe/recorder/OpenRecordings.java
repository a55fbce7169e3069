package dev.gatescribe.recorder;

import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which recordings were begun and are not sealed: an empty file for each, beside the journal.
 *
 * <p>The journal alone does not know them. Everything that a quiet session wrote may be stored, and
 * its journal files used again, when the gateway dies; and so may the last segment of a session
 * whose manifest is not stored yet.
 */
final class OpenRecordings {
  private static final Logger LOG = System.getLogger(OpenRecordings.class.getName());

  private final Path directory;

  private OpenRecordings(Path directory) {
    this.directory = directory;
  }

  /** The open recordings of the journal in {@code journalDirectory}. */
  static OpenRecordings beside(Path journalDirectory) {
    return new OpenRecordings(journalDirectory.resolve("open"));
  }

  /** What is open, by id; at a start it is what an earlier process left. */
  Map<RecordingId, RecordingKind> leftBehind() throws IOException {
    Files.createDirectories(directory);
    Map<RecordingId, RecordingKind> found = new LinkedHashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        note(String.valueOf(file.getFileName()), found);
      }
    }
    return found;
  }

  private static void note(String name, Map<RecordingId, RecordingKind> found) {
    for (RecordingKind kind : RecordingKind.values()) {
      if (name.startsWith(prefix(kind))) {
        try {
          found.put(RecordingId.parse(name.substring(prefix(kind).length())), kind);
        } catch (IllegalArgumentException e) {
          LOG.log(Level.WARNING, "not the mark of an open recording: {0}", name);
        }
      }
    }
  }

  /**
   * Marks a recording as open.
   *
   * @param durability what the mark survives
   */
  void add(RecordingKind kind, RecordingId id, Durability durability) throws IOException {
    Files.createFile(file(kind, id));
    switch (durability) {
      case PROCESS -> {}
      case DISK -> {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
          names.force(true);
        }
      }
    }
  }

  void remove(RecordingKind kind, RecordingId id) {
    try {
      Files.deleteIfExists(file(kind, id));
    } catch (IOException e) {
      // The next start finds the recording sealed, and tries again.
      LOG.log(Level.WARNING, "recording {0} stays marked as open: {1}", id, e.toString());
    }
  }

  private Path file(RecordingKind kind, RecordingId id) {
    return directory.resolve(prefix(kind) + id);
  }

  private static String prefix(RecordingKind kind) {
    return kind.code() + "-";
  }
}
