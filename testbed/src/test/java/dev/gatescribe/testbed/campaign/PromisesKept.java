package dev.gatescribe.testbed.campaign;

import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingState;
import dev.gatescribe.recording.verify.RecordingVerifier;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A process that opens the recorder on what survived, and compares what is stored afterwards with
 * what was promised. It prints {@code missing WHAT}, {@code problem WHAT}, and at its end {@code
 * checked PROMISES RECORDINGS TRUNCATED}.
 */
final class PromisesKept {
  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(30);

  /** More recordings than a round makes. */
  private static final int ALL = 100_000;

  private final PoweredRecorder powered;
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final Map<RecordingId, Stored> stored = new HashMap<>();
  private final BitSet audited = new BitSet();
  private long promises;

  private PromisesKept(PoweredRecorder powered) {
    this.powered = powered;
  }

  /** What is stored of a session, and right. */
  private record Stored(RecordingState state, BitSet outputs) {}

  /** Arguments: what survived, where the signing key is, the durability, and the promises. */
  public static void main(String[] arguments)
      throws IOException, RecordingException, RecordingNotFoundException {
    Durability durability = PoweredRecorder.durability(arguments[2]);
    PoweredRecorder powered =
        PoweredRecorder.start(Path.of(arguments[0]), Path.of(arguments[1]), durability);
    PromisesKept check = new PromisesKept(powered);
    check.recover();
    check.readSessions();
    check.readAudit();
    List<String> promised = Files.readAllLines(Path.of(arguments[3]));
    promised.forEach(check::check);
    long truncated =
        check.stored.values().stream()
            .filter(session -> session.state == RecordingState.TRUNCATED)
            .count();
    check.out.println("checked " + check.promises + " " + check.stored.size() + " " + truncated);
  }

  /** Waits until what the journal still held is in the store, and every session is sealed. */
  private void recover() throws IOException {
    RecordingCatalog sessions = RecordingCatalog.sessions(powered.store());
    try {
      await()
          .atMost(RECOVERY_LIMIT)
          .until(() ->
              powered.recorder().figures().backlogBytes() == 0
                  && sessions.page(ALL, null).stream()
                      .noneMatch(summary -> summary.state() == RecordingState.INCOMPLETE));
    } catch (ConditionTimeoutException e) {
      problem("the recovery does not end: " + e.getMessage());
    }
    powered.recorder().close(); // Its own audit log is sealed with it.
  }

  private void readSessions() throws IOException, RecordingNotFoundException {
    RecordingCatalog catalog = RecordingCatalog.sessions(powered.store());
    RecordingVerifier verifier = verifier(RecordingKind.SESSION);
    for (RecordingId id : catalog.ids(ALL, null)) {
      verifier.verify(id).findings().forEach(finding -> problem(id + ": " + finding));
      Stored session = new Stored(catalog.summary(id).state(), new BitSet());
      stored.put(id, session);
      catalog
          .open(id)
          .forEach(timed -> {
            if (timed.event() instanceof Event.Output(_, Content.Clear(var bytes))) {
              take(id, bytes, timed.event(), session.outputs);
            }
          });
    }
  }

  /** Notes an output, if it is byte for byte what was appended. */
  private void take(RecordingId id, ByteBuffer bytes, Event event, BitSet outputs) {
    int number = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt(bytes.position());
    if (number != outputs.cardinality() || !event.equals(PoweredRecorder.output(id, number))) {
      problem(id + " holds as output " + outputs.cardinality() + " what nobody appended there");
    } else {
      outputs.set(number);
    }
  }

  private void readAudit() throws IOException, RecordingNotFoundException {
    RecordingCatalog catalog = new RecordingCatalog(powered.store(), RecordingKind.AUDIT);
    RecordingVerifier verifier = verifier(RecordingKind.AUDIT);
    for (RecordingId id : catalog.ids(ALL, null)) {
      verifier.verify(id).findings().forEach(finding -> problem("audit " + id + ": " + finding));
      catalog
          .open(id)
          .forEach(timed -> {
            if (timed.event() instanceof Event.Audited(AuditEvent event)) {
              audited.set(Integer.parseInt(event.detail()));
            }
          });
    }
  }

  private RecordingVerifier verifier(RecordingKind kind) {
    return new RecordingVerifier(powered.store(), kind, powered.key().publicKey());
  }

  private void check(String promise) {
    String[] words = promise.split(" ", -1);
    promises++;
    boolean kept =
        switch (words[0]) {
          case "audit" -> audited.get(Integer.parseInt(words[1]));
          case "opened" -> stored.containsKey(RecordingId.parse(words[1]));
          case "sealed" -> stateOf(words[1]) == RecordingState.SEALED;
          case "append" -> {
            Stored session = stored.get(RecordingId.parse(words[1]));
            yield session != null && session.outputs.get(Integer.parseInt(words[2]));
          }
          default -> throw new IllegalArgumentException("no promise: " + promise);
        };
    if (!kept) {
      out.println("missing " + promise);
    }
  }

  private RecordingState stateOf(String id) {
    Stored session = stored.get(RecordingId.parse(id));
    return session == null ? RecordingState.INCOMPLETE : session.state;
  }

  private void problem(String what) {
    out.println("problem " + what);
  }
}
