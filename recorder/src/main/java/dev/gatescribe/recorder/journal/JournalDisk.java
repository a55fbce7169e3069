package dev.gatescribe.recorder.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** What the journal asks of the disk. Apart from the rest so that a test can have a failing one. */
interface JournalDisk {

  /** Makes, fills and maps a file. */
  JournalFile create(Path path, int bytes) throws IOException;

  /** Brings a part of a file to the disk. */
  void force(JournalFile file, int from, int to) throws IOException;

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
    };
  }
}
