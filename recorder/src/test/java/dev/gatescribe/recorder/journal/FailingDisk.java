package dev.gatescribe.recorder.journal;

import java.io.IOException;
import java.nio.file.Path;

/** The real disk, for a test to break. */
class FailingDisk implements JournalDisk {
  @Override
  public JournalFile create(Path path, int bytes) throws IOException {
    return JournalDisk.real().create(path, bytes);
  }

  @Override
  public void force(JournalFile file, int from, int to) throws IOException {
    JournalDisk.real().force(file, from, to);
  }

  @Override
  public void forceNames(Path path) throws IOException {
    JournalDisk.real().forceNames(path);
  }
}
