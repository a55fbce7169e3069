package dev.gatescribe.siem;

import dev.gatescribe.recorder.JournalRecorder;
import dev.gatescribe.recorder.RecorderSettings;
import dev.gatescribe.recorder.journal.JournalSettings;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An audit log written by the real recorder, which can be stopped and started again. */
final class AuditLogBed implements AutoCloseable {
  private static final SigningKey KEY = SigningKey.generate();
  private static final int FILE_BYTES = 64 + 2 * 1024 * 1024;

  private final Path folder;
  private final int segmentBytes;
  private final DirectoryObjectStore store;
  private JournalRecorder recorder;
  private int written;

  /**
   * @param segmentBytes how much goes into a segment
   */
  AuditLogBed(Path folder, int segmentBytes) throws IOException, RecordingException {
    this.folder = folder;
    this.segmentBytes = segmentBytes;
    this.store = new DirectoryObjectStore(folder.resolve("store"));
    this.recorder = start();
  }

  private JournalRecorder start() throws IOException, RecordingException {
    return JournalRecorder.start(
        new JournalSettings(folder.resolve("journal"), FILE_BYTES, 8, Duration.ofMillis(50)),
        new RecorderSettings(
            segmentBytes, Duration.ofDays(1), Duration.ofDays(1), Durability.PROCESS, "test 1"),
        store,
        KEY,
        Clock.systemUTC());
  }

  void restart() throws IOException, RecordingException {
    recorder.close();
    recorder = start();
  }

  /** Writes so many more; each says its number. */
  void write(int count) throws RecordingException {
    for (int i = 0; i < count; i++) {
      recorder.auditLog().append(event(AuditAction.SESSION_DENIED, Integer.toString(written++)));
    }
  }

  static AuditEvent event(AuditAction action, String detail) {
    return new AuditEvent(
        Instant.parse("2026-11-21T10:00:00.250Z"),
        action,
        "target-not-allowed",
        "01kdyw9bh0kzxwfh8rsb6v4d2e",
        Protocol.SSH,
        "asha",
        "web-1",
        "deploy",
        "192.0.2.7:50022",
        "operators",
        detail);
  }

  DirectoryObjectStore store() {
    return store;
  }

  Path storeFolder() {
    return folder.resolve("store");
  }

  AuditTail tail() {
    return new AuditTail(store, () -> recorder.auditRecording());
  }

  AuditStreams.Source source(java.io.PrintStream out) {
    return new AuditStreams.Source(
        folder.resolve("streams"), store, () -> recorder.auditRecording(), "1", "gw 1", out);
  }

  static List<String> details(List<AuditEntry> entries) {
    return entries.stream().map(entry -> entry.event().detail()).toList();
  }

  @Override
  public void close() throws IOException {
    recorder.close();
  }
}
