package dev.gatescribe.recorder.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The files of a journal by name: {@code 00000001.journal} and so on. */
final class JournalDirectory {
  private static final Logger LOG = System.getLogger(JournalDirectory.class.getName());
  private static final String SUFFIX = ".journal";
  private static final String DAMAGED_SUFFIX = ".damaged";

  private final Path directory;
  private final int fileBytes;
  private final JournalDisk disk;
  private int lastNumber;

  JournalDirectory(JournalSettings settings, JournalDisk disk) {
    this.directory = settings.directory();
    this.fileBytes = settings.fileBytes();
    this.disk = disk;
  }

  /** The files that an earlier process left, in the order in which it used them. */
  List<JournalFile> leftBehind() throws IOException {
    List<JournalFile> files = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path path : paths) {
        lastNumber = Math.max(lastNumber, number(path));
        open(path, files);
      }
    }
    files.sort(Comparator.comparingLong(JournalFile::sequence));
    return files;
  }

  private static void open(Path path, List<JournalFile> files) throws IOException {
    try {
      JournalFile file = JournalFile.open(path);
      if (file == null) {
        Files.delete(path);
      } else {
        files.add(file);
      }
    } catch (JournalException e) {
      // Nothing that might be evidence is thrown away, and nothing else waits for it.
      Path aside = path.resolveSibling(path.getFileName() + DAMAGED_SUFFIX);
      Files.move(path, aside);
      LOG.log(Level.ERROR, "{0}; it is kept as {1}", e.getMessage(), aside.getFileName());
    }
  }

  /** Makes a file; one thread at a time. */
  JournalFile newFile() throws IOException {
    String name = String.format(Locale.ROOT, "%08d", ++lastNumber) + SUFFIX;
    try {
      JournalFile file = disk.create(directory.resolve(name), fileBytes);
      // Or a loss of power could take the file's name, and with it what was flushed.
      disk.forceNames(directory);
      return file;
    } catch (RuntimeException | OutOfMemoryError e) {
      throw new IOException(e.toString(), e); // Somebody may be waiting, and must be told.
    }
  }

  static void delete(JournalFile file) {
    try {
      Files.deleteIfExists(file.path());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the journal file {0} could not be deleted", file.path());
    }
  }

  private static int number(Path path) throws JournalException {
    String name = String.valueOf(path.getFileName());
    try {
      return Integer.parseInt(name.substring(0, name.length() - SUFFIX.length()));
    } catch (NumberFormatException e) {
      throw new JournalException("this is no journal file: " + path, e);
    }
  }
}
