package dev.gatescribe.recorder.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the journal asks of the disk. Apart from the rest so that a test can have a failing one. */
interface JournalDisk {

  /** Makes, fills and maps a file. */
  JournalFile create(Path path, int bytes) throws IOException;

  /** Brings a part of a file to the disk. */
  void force(JournalFile file, int from, int to) throws IOException;

  /** Brings the names in a directory to the disk. */
  void forceNames(Path directory) throws IOException;

  /** The disk that there is. */
  static JournalDisk real() {
    return new JournalDisk() {
      @Override
      public JournalFile create(Path path, int bytes) throws IOException {
        return JournalFile.create(path, bytes);
      }

      @Override
      public void force(JournalFile file, int from, int to) throws IOException {
        try {
          file.force(from, to);
        } catch (UncheckedIOException e) {
          throw new IOException("a journal file could not be flushed", e);
        }
      }

      @Override
      public void forceNames(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    };
  }
}
