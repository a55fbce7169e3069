package dev.gatescribe.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.recorder.journal.JournalSettings;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.verify.RecordingVerifier;
import dev.gatescribe.recording.verify.Verification;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What the recorder's tests have in common. */
final class RecorderTestBed {
  static final SigningKey KEY = SigningKey.generate();
  static final Duration NEVER = Duration.ofDays(1);

  /** The smallest file that the journal allows: one record of the largest kind. */
  static final int FILE_BYTES = 64 + 2 * 1024 * 1024;

  private RecorderTestBed() {}

  static JournalSettings journal(Path directory, int maxFiles) {
    return new JournalSettings(directory, FILE_BYTES, maxFiles, Duration.ofMillis(50));
  }

  static RecorderSettings segments(int maxBytes, Duration maxAge, Duration firstMaxAge) {
    return new RecorderSettings(maxBytes, maxAge, firstMaxAge, Durability.PROCESS, "test 1");
  }

  static JournalRecorder start(
      JournalSettings journal, RecorderSettings settings, ObjectStore store)
      throws IOException, RecordingException {
    return JournalRecorder.start(journal, settings, store, KEY, Clock.systemUTC());
  }

  static SessionDescription description() {
    Instant now = Instant.now();
    return new SessionDescription(
        RecordingId.create(now),
        Protocol.SSH,
        "asha",
        "web-1",
        "deploy",
        "192.0.2.7:50022",
        "publickey SHA256:0",
        "operators",
        now);
  }

  /** Appends, and insists that the recorder takes it in the end. */
  static void append(Recording recording, Event event) {
    recording.append(event).orTimeout(50, TimeUnit.SECONDS).join();
  }

  static Event output(byte[] bytes) {
    return new Event.Output(0, Content.of(bytes));
  }

  /**
   * The bytes of the {@code number}th output of a recording: different for each, the same again.
   */
  static byte[] bytes(RecordingId id, long number, int maxLength) {
    Random random = new Random(id.leastSignificantBits() * 31 + number);
    byte[] bytes = new byte[8 + random.nextInt(maxLength)];
    random.nextBytes(bytes);
    return bytes;
  }

  static byte[] bytesOf(TimedEvent timed) {
    if (timed.event() instanceof Event.Output(_, Content.Clear(var buffer))) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    throw new AssertionError("no output: " + timed);
  }

  static List<TimedEvent> read(ObjectStore store, RecordingId id)
      throws IOException, RecordingNotFoundException {
    List<TimedEvent> events = new ArrayList<>();
    RecordingCatalog.sessions(store).open(id).forEach(events::add);
    return events;
  }

  static Verification verify(ObjectStore store, RecordingId id) throws IOException {
    return new RecordingVerifier(store, RecordingKind.SESSION, KEY.publicKey()).verify(id);
  }

  /**
   * Checks that the recording holds, begins with its opening, and has at least {@code accepted}
   * outputs, all as {@link #bytes} made them.
   *
   * @return the events
   */
  static List<TimedEvent> assertHoldsOutputs(
      ObjectStore store, RecordingId id, long accepted, int maxLength) throws Exception {
    assertThat(verify(store, id).findings()).isEmpty();
    List<TimedEvent> events = read(store, id);
    assertThat(events.getFirst().event()).isInstanceOf(Event.SessionStarted.class);
    boolean ended = events.getLast().event() instanceof Event.SessionEnded;
    int outputs = events.size() - 1 - (ended ? 1 : 0);
    assertThat(outputs).as("outputs of %s", id).isGreaterThanOrEqualTo((int) accepted);
    for (int i = 0; i < outputs; i++) {
      assertThat(bytesOf(events.get(i + 1))).isEqualTo(bytes(id, i, maxLength));
    }
    return events;
  }
}
