package dev.gatescribe.recorder.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a journal's directory for one process.
 *
 * <p>Who is in this process is known apart from the file's lock: on POSIX systems, closing any
 * channel to a locked file gives up the locks of the whole process, so a second attempt in here
 * must not even open the file.
 */
final class JournalDirectoryLock implements AutoCloseable {
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private JournalDirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * @throws JournalException if the journal is in use
   */
  static JournalDirectoryLock acquire(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path real = directory.toRealPath();
    if (!HELD_HERE.add(real)) {
      throw new JournalException("this process has the journal open already: " + real);
    }
    FileChannel channel = null;
    boolean held = false;
    try {
      channel =
          FileChannel.open(
              real.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      held = channel.tryLock() != null;
      if (!held) {
        throw new JournalException("another gatescribe process uses the journal " + real);
      }
      return new JournalDirectoryLock(real, channel);
    } finally {
      if (!held) {
        HELD_HERE.remove(real);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD_HERE.remove(directory);
  }
}
