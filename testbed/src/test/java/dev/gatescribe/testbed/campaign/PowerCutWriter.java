package dev.gatescribe.testbed.campaign;

import dev.gatescribe.recorder.JournalRecorder;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingState;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that records until its power is cut, and says on its standard output what was promised
 * to it: {@code opened ID}, {@code append ID NUMBER}, {@code audit NUMBER} and {@code sealed ID}.
 */
final class PowerCutWriter {
  private static final int WRITERS = 8;
  private static final int RECORDINGS_OF_A_WRITER = 3;
  private static final int EVENTS_MAX = 200;

  /**
   * So many appends may be unanswered before a writer waits for the oldest. Half of the writers
   * wait for each, as somebody who types does.
   */
  private static final int WINDOW = 50;

  private final JournalRecorder recorder;
  private final RecordingCatalog catalog;
  private final Durability durability;
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final AtomicInteger audited = new AtomicInteger();

  private PowerCutWriter(PoweredRecorder powered, Durability durability) {
    this.recorder = powered.recorder();
    this.catalog = RecordingCatalog.sessions(powered.store());
    this.durability = durability;
  }

  /** Arguments: the disk, where the signing key is, the durability, and a seed. */
  public static void main(String[] arguments) throws IOException, RecordingException {
    Durability durability = PoweredRecorder.durability(arguments[2]);
    long seed = Long.parseLong(arguments[3]);
    PowerCutWriter process =
        new PowerCutWriter(
            PoweredRecorder.start(Path.of(arguments[0]), Path.of(arguments[1]), durability),
            durability);
    for (int number = 0; number < WRITERS; number++) {
      int window = number % 2 == 0 ? 0 : WINDOW;
      Random random = new Random(seed * WRITERS + number);
      Thread.ofPlatform().daemon().start(() -> process.write(window, random));
    }
    // Whoever started this holds the other end: without him, nobody would end it.
    System.in.transferTo(OutputStream.nullOutputStream());
  }

  private void write(int window, Random random) {
    List<Session> sessions = new ArrayList<>();
    List<RecordingId> ended = new ArrayList<>();
    Deque<CompletableFuture<Void>> unanswered = new ArrayDeque<>();
    try {
      while (true) {
        while (sessions.size() < RECORDINGS_OF_A_WRITER) {
          sessions.add(open(1 + random.nextInt(EVENTS_MAX)));
        }
        Session session = sessions.get(random.nextInt(sessions.size()));
        unanswered.add(session.append(out));
        while (unanswered.size() > window) {
          unanswered.remove().join();
        }
        if (session.isComplete()) {
          session.recording.end(EndReason.CLIENT_CLOSED, "");
          sessions.remove(session);
          ended.add(session.recording.id());
          tellSealed(ended);
        }
      }
    } catch (RecordingException | IOException | CompletionException e) {
      out.println("problem " + e);
    }
  }

  private Session open(int events) throws RecordingException {
    Instant now = Instant.now();
    SessionDescription description =
        new SessionDescription(
            RecordingId.create(now),
            Protocol.SSH,
            "asha",
            "web-1",
            "deploy",
            "192.0.2.7:50022",
            "publickey SHA256:0",
            "operators",
            now);
    Recording recording = recorder.open(description, durability);
    out.println("opened " + recording.id());
    int number = audited.getAndIncrement();
    recorder.auditLog().append(started(description, number));
    out.println("audit " + number);
    return new Session(recording, events);
  }

  private static AuditEvent started(SessionDescription description, int number) {
    return new AuditEvent(
        description.startedAt(),
        AuditAction.SESSION_STARTED,
        "",
        description.id().toString(),
        description.protocol(),
        description.principal(),
        description.target(),
        description.login(),
        description.clientAddress(),
        description.rule(),
        Integer.toString(number));
  }

  private void tellSealed(List<RecordingId> ended) throws IOException {
    for (Iterator<RecordingId> ids = ended.iterator(); ids.hasNext(); ) {
      RecordingId id = ids.next();
      // It is no longer live once the store has confirmed it, and also if it was given up.
      if (recorder.recording(id).isEmpty()
          && catalog.summary(id).state() == RecordingState.SEALED) {
        out.println("sealed " + id);
        ids.remove();
      }
    }
  }

  private static final class Session {
    private final Recording recording;
    private final int events;
    private int next;

    Session(Recording recording, int events) {
      this.recording = recording;
      this.events = events;
    }

    CompletableFuture<Void> append(PrintStream out) {
      int number = next++;
      return recording
          .append(PoweredRecorder.output(recording.id(), number))
          .thenRun(() -> out.println("append " + recording.id() + " " + number));
    }

    boolean isComplete() {
      return next == events;
    }
  }
}
