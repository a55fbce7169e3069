package dev.gatescribe.recorder;

import static dev.gatescribe.recorder.RecorderTestBed.KEY;
import static dev.gatescribe.recorder.RecorderTestBed.NEVER;
import static dev.gatescribe.recorder.RecorderTestBed.journal;
import static dev.gatescribe.recorder.RecorderTestBed.segments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.verify.RecordingVerifier;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Event;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class AuditLogTest {
  private final FaultyStore store = new FaultyStore();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T08:00:00Z"));

  @TempDir private Path directory;

  @Test
  void auditEventsAreSealedAndVerify() throws Exception {
    List<AuditEvent> events = new ArrayList<>();
    try (JournalRecorder recorder = start()) {
      for (int i = 0; i < 100; i++) {
        events.add(event(i));
        recorder.auditLog().append(event(i));
      }
    }

    RecordingCatalog audit = new RecordingCatalog(store, RecordingKind.AUDIT);
    RecordingId id = audit.ids(10, null).getFirst();
    assertThat(
            new RecordingVerifier(store, RecordingKind.AUDIT, KEY.publicKey())
                .verify(id)
                .findings())
        .isEmpty();
    assertThat(auditEvents()).isEqualTo(events);
    assertThat(RecordingCatalog.sessions(store).ids(10, null)).isEmpty();
  }

  @Test
  void newAuditLogBeginsEveryDayAndNothingIsLostBetween() throws Exception {
    List<AuditEvent> events = new ArrayList<>();
    try (JournalRecorder recorder = start()) {
      for (int i = 0; i < 10; i++) {
        events.add(event(i));
        recorder.auditLog().append(event(i));
        now.updateAndGet(instant -> instant.plus(Duration.ofHours(6)));
      }
    }

    assertThat(auditEvents()).isEqualTo(events);
    assertThat(new RecordingCatalog(store, RecordingKind.AUDIT).ids(10, null)).hasSize(3);
  }

  @Test
  void appendAfterStopIsRefused() throws Exception {
    JournalRecorder recorder = start();
    recorder.close();

    assertThatThrownBy(() -> recorder.auditLog().append(event(1)))
        .isInstanceOf(RecordingException.class);
  }

  @Test
  void auditLogThatFailedIsFollowedByAnother() throws Exception {
    try (JournalRecorder recorder = start()) {
      recorder.auditLog().append(event(1));
      // Conflicting bytes under the name of the first audit log's first segment.
      store.become(name -> {
        if (name.startsWith("audit/") && name.endsWith("00000000.segment")) {
          store.heal();
          store.objects().put(name, new byte[1]);
        }
      });
      recorder.auditLog().append(event(2));
      await()
          .until(() -> {
            try {
              recorder.auditLog().append(event(3));
              return false;
            } catch (RecordingException e) {
              return true;
            }
          });

      now.updateAndGet(instant -> instant.plusSeconds(1));
      recorder.auditLog().append(event(4));
    }
    RecordingCatalog audit = new RecordingCatalog(store, RecordingKind.AUDIT);
    List<AuditEvent> events = new ArrayList<>();
    audit.open(audit.ids(1, null).getFirst()).forEach(timed -> addTo(events, timed.event()));
    assertThat(events).containsExactly(event(4));
  }

  private JournalRecorder start() throws Exception {
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return now.get();
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return InstantSource.system().withZone(zone);
          }
        };
    return JournalRecorder.start(
        journal(directory, 4), segments(1 << 20, NEVER, Duration.ofMillis(50)), store, KEY, clock);
  }

  private List<AuditEvent> auditEvents() throws Exception {
    List<AuditEvent> events = new ArrayList<>();
    RecordingCatalog audit = new RecordingCatalog(store, RecordingKind.AUDIT);
    for (RecordingId id : audit.ids(100, null).reversed()) {
      audit.open(id).forEach(timed -> addTo(events, timed.event()));
    }
    return events;
  }

  private static void addTo(List<AuditEvent> events, Event event) {
    if (event instanceof Event.Audited(var audited)) {
      events.add(audited);
    }
  }

  private static AuditEvent event(int number) {
    return new AuditEvent(
        Instant.EPOCH.plusSeconds(number),
        AuditAction.SESSION_DENIED,
        "unknown-target",
        "",
        Protocol.SSH,
        "asha",
        "target-" + number,
        "root",
        "192.0.2.7:50022",
        "",
        "no such target");
  }
}
