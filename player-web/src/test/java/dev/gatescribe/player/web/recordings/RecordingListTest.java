package dev.gatescribe.player.web.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.player.web.recordings.RecordingList.RecordingPage;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.TimedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingListTest {
  @TempDir private Path directory;
  private StoredRecordings recordings;
  private RecordingList list;

  @BeforeEach
  void open() {
    recordings = new StoredRecordings(directory);
    list = new RecordingList(recordings.catalog, recordings);
  }

  private RecordingId sealed(long second) throws Exception {
    RecordingId id = StoredRecordings.idAt(second);
    recordings.seal(id, StoredRecordings.events(id, 3, 10), 10);
    return id;
  }

  private static List<String> states(RecordingPage page) {
    return page.recordings().stream().map(RecordingView::state).toList();
  }

  @Test
  void liveAndStoredAreOneListNewestFirst() throws Exception {
    RecordingId old = sealed(0);
    RecordingId running = StoredRecordings.idAt(10);
    List<TimedEvent> events = StoredRecordings.events(running, 4, 10);
    recordings.storeSegments(running, events.subList(0, 2), 10);
    recordings.live(running, events.subList(2, 4));
    RecordingId young = sealed(20);

    RecordingPage page = list.page(10, null);

    assertThat(page.recordings())
        .extracting(RecordingView::id)
        .containsExactly(young.toString(), running.toString(), old.toString());
    assertThat(states(page)).containsExactly("sealed", "live", "sealed");
    assertThat(page.next()).isNull();
  }

  @Test
  void pagesCoverEverythingOnce() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      expected.addFirst(sealed(i * 100_000L).toString());
    }
    List<String> seen = new ArrayList<>();
    RecordingId before = null;
    do {
      RecordingPage page = list.page(3, before);
      page.recordings().forEach(view -> seen.add(view.id()));
      before = page.next() == null ? null : RecordingId.parse(page.next());
    } while (before != null);

    assertThat(seen).isEqualTo(expected);
  }

  @Test
  void aFullLastPageHasNoNext() throws Exception {
    sealed(0);
    sealed(1);

    assertThat(list.page(2, null).next()).isNull();
    assertThat(list.page(1, null).next()).isNotNull();
  }

  @Test
  void whatIsKnownIsTold() throws Exception {
    RecordingId id = sealed(0);

    RecordingView view = list.one(id);

    assertThat(view.principal()).isEqualTo("ada");
    assertThat(view.login()).isEqualTo("deploy");
    assertThat(view.durationMillis()).isEqualTo(3000);
    assertThat(view.endReason()).isEqualTo("client-closed");
    assertThat(view.endDetail()).isNull();
    assertThat(view.events()).isEqualTo(4);
    assertThat(view.bytes()).isPositive();
    assertThat(view.startedAt()).isEqualTo(id.createdAt().toString());
  }

  @Test
  void aDamagedManifestHidesNothing() throws Exception {
    RecordingId id = sealed(0);
    sealed(5);
    Path manifest = directory.resolve(ObjectNames.manifest(RecordingKind.SESSION, id));
    manifest.toFile().setWritable(true);
    Files.writeString(manifest, "{");

    RecordingPage page = list.page(10, null);

    assertThat(states(page)).containsExactly("sealed", "damaged");
    assertThat(page.recordings().getLast().problem()).contains("manifest.json");
    assertThat(page.recordings().getLast().durationMillis()).isNull();
  }

  @Test
  void aRecordingWithoutManifestIsShownAsIncomplete() throws Exception {
    RecordingId id = StoredRecordings.idAt(0);
    recordings.storeSegments(id, StoredRecordings.events(id, 3, 10), 2);

    RecordingView view = list.one(id);

    assertThat(view.state()).isEqualTo("incomplete");
    assertThat(view.principal()).isEqualTo("ada");
    assertThat(view.endReason()).isNull();
  }

  @Test
  void unknownRecordingIsNotFound() {
    assertThatThrownBy(() -> list.one(StoredRecordings.idAt(0)))
        .isInstanceOf(RecordingNotFoundException.class);
  }
}
