package dev.gatescribe.testbed.campaign;

import dev.gatescribe.recorder.JournalRecorder;
import dev.gatescribe.recorder.RecorderSettings;
import dev.gatescribe.recorder.journal.JournalSettings;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;

/** A recorder whose journal and object store are on one disk, and what is recorded there. */
record PoweredRecorder(JournalRecorder recorder, DirectoryObjectStore store, SigningKey key) {

  /** The smallest file that the journal allows, so that files are used again and again. */
  private static final int FILE_BYTES = 64 + 2 * 1024 * 1024;

  private static final int FILES = 8;
  private static final int EVENT_MAX_BYTES = 3_000;

  /** Segments are small and young, so that many are stored before the power fails. */
  private static final int SEGMENT_MAX_BYTES = 30_000;

  private static final Duration SEGMENT_MAX_AGE = Duration.ofMillis(300);
  private static final Duration FIRST_SEGMENT_MAX_AGE = Duration.ofMillis(50);

  /**
   * @param disk where the recorder's files are, or will be
   * @param keys where the signing key is, which is not on the disk
   */
  static PoweredRecorder start(Path disk, Path keys, Durability durability)
      throws IOException, RecordingException {
    DirectoryObjectStore store = new DirectoryObjectStore(disk.resolve("objects"));
    SigningKey key;
    try {
      key =
          SigningKey.parse(
              Files.readString(keys.resolve("private")), Files.readString(keys.resolve("public")));
    } catch (FormatException e) {
      throw new IOException("the signing key is not what was written", e);
    }
    JournalRecorder recorder =
        JournalRecorder.start(
            new JournalSettings(
                disk.resolve("journal"), FILE_BYTES, FILES, JournalSettings.DEFAULT_FLUSH_INTERVAL),
            new RecorderSettings(
                SEGMENT_MAX_BYTES,
                SEGMENT_MAX_AGE,
                FIRST_SEGMENT_MAX_AGE,
                durability,
                "power-cut campaign"),
            store,
            key,
            Clock.systemUTC());
    return new PoweredRecorder(recorder, store, key);
  }

  /** Writes a signing key to where {@link #start} reads it. */
  static void writeKey(Path keys) throws IOException {
    SigningKey key = SigningKey.generate();
    Files.writeString(keys.resolve("private"), key.privatePem());
    Files.writeString(keys.resolve("public"), key.publicKey().pem());
  }

  static Durability durability(String code) {
    for (Durability durability : Durability.values()) {
      if (durability.code().equals(code)) {
        return durability;
      }
    }
    throw new IllegalArgumentException("there is no durability " + code);
  }

  /** The {@code number}th output of a recording: different for each, the same again. */
  static Event output(RecordingId id, int number) {
    Random random = new Random(id.leastSignificantBits() * 31 + number);
    byte[] bytes = new byte[Integer.BYTES + random.nextInt(EVENT_MAX_BYTES)];
    random.nextBytes(bytes);
    ByteBuffer.wrap(bytes).putInt(number);
    return new Event.Output(0, Content.of(bytes));
  }
}
