package dev.gatescribe.recorder.journal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The journal's bounds.
 *
 * @param directory where its files are; belongs to one process at a time
 * @param fileBytes size of one file
 * @param maxFiles how many files there are at most; when all hold events that are not stored yet,
 *     events wait for room, and so do the sessions
 * @param flushInterval how often what was appended is written to the disk: the most that a loss of
 *     power can take, with durability {@code process}
 */
public record JournalSettings(Path directory, int fileBytes, int maxFiles, Duration flushInterval) {

  /** Holds about a second of one session at full speed, and costs little to prepare. */
  public static final int DEFAULT_FILE_BYTES = 64 * 1024 * 1024;

  /** With the default size, one GiB that may be waiting for the object store. */
  public static final int DEFAULT_MAX_FILES = 16;

  /** The flush window of durability {@code process}. */
  public static final Duration DEFAULT_FLUSH_INTERVAL = Duration.ofMillis(50);

  public JournalSettings {
    if (fileBytes < JournalFile.HEADER_BYTES + JournalRecord.MAX_BYTES) {
      throw new IllegalArgumentException("a journal file holds at least one record");
    }
    if (maxFiles < 2) {
      throw new IllegalArgumentException("a journal has at least two files");
    }
  }

  public static JournalSettings defaults(Path directory) {
    return new JournalSettings(
        directory, DEFAULT_FILE_BYTES, DEFAULT_MAX_FILES, DEFAULT_FLUSH_INTERVAL);
  }
}
