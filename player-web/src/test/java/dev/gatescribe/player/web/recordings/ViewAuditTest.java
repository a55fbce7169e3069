package dev.gatescribe.player.web.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.player.web.access.Viewer;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.RecordingException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewAuditTest {
  private static final Viewer ADA = new Viewer("ada", Viewer.Means.BROWSER_SESSION);
  private static final Viewer GRACE = new Viewer("grace", Viewer.Means.BROWSER_SESSION);

  @TempDir private Path directory;
  private final List<AuditEvent> kept = new ArrayList<>();
  private boolean broken;
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private RecordingView recording;

  private final AuditLog log =
      event -> {
        if (broken) {
          throw new RecordingException("the disk is full");
        }
        kept.add(event);
      };
  private final ViewAudit audit = new ViewAudit(log, () -> now);

  @BeforeEach
  void record() throws Exception {
    StoredRecordings recordings = new StoredRecordings(directory);
    var id = StoredRecordings.idAt(0);
    recordings.seal(id, StoredRecordings.events(id, 1, 1), 10);
    recording = new RecordingList(recordings.catalog, recordings).one(id);
  }

  @Test
  void aViewingIsWrittenDownOnceAnHour() throws Exception {
    audit.viewed(ADA, "127.0.0.1:5", recording, "events");
    audit.viewed(ADA, "127.0.0.1:6", recording, "events");
    assertThat(kept).hasSize(1);

    now = now.plus(ViewAudit.ONCE_PER);
    audit.viewed(ADA, "127.0.0.1:7", recording, "events");

    assertThat(kept).hasSize(2);
  }

  @Test
  void anotherViewerAndAnotherWayOfLookingAreWrittenDownToo() throws Exception {
    audit.viewed(ADA, "", recording, "events");
    audit.viewed(GRACE, "", recording, "events");
    audit.viewed(ADA, "", recording, "export");

    assertThat(kept).hasSize(3);
  }

  @Test
  void whoLookedAtWhatStandsInTheEvent() throws Exception {
    audit.viewed(ADA, "127.0.0.1:5", recording, "events");

    AuditEvent event = kept.getFirst();
    assertThat(event.action()).isEqualTo(AuditAction.RECORDING_VIEWED);
    assertThat(event.principal()).isEqualTo("ada");
    assertThat(event.session()).isEqualTo(recording.id());
    assertThat(event.clientAddress()).isEqualTo("127.0.0.1:5");
    assertThat(event.target()).isEqualTo("web-1");
  }

  @Test
  void aViewingThatCouldNotBeWrittenDownIsTriedAgain() throws Exception {
    broken = true;
    assertThatThrownBy(() -> audit.viewed(ADA, "", recording, "events"))
        .isInstanceOf(RecordingException.class);
    broken = false;

    audit.viewed(ADA, "", recording, "events");

    assertThat(kept).hasSize(1);
  }
}
