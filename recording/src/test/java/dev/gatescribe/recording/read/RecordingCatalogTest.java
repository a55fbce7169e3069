package dev.gatescribe.recording.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.recording.EventSamples;
import dev.gatescribe.recording.RecordingFixture;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingCatalogTest {
  private static final Instant START = Instant.parse("2025-12-30T23:59:58Z");

  @TempDir private Path root;
  private DirectoryObjectStore store;
  private RecordingCatalog catalog;

  @BeforeEach
  void openStore() {
    store = new DirectoryObjectStore(root);
    catalog = RecordingCatalog.sessions(store);
  }

  @Test
  void newestComeFirstOverDaysAndYearsAndPagesFollowEachOther() throws IOException {
    List<RecordingId> ids = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      ids.add(put(START.plus(Duration.ofHours(7L * i))));
    }
    ids.sort(Comparator.reverseOrder());

    assertThat(catalog.ids(100, null)).isEqualTo(ids);
    List<RecordingId> paged = new ArrayList<>();
    List<RecordingId> page = catalog.ids(5, null);
    while (!page.isEmpty()) {
      paged.addAll(page);
      page = catalog.ids(5, paged.getLast());
    }
    assertThat(paged).isEqualTo(ids);
    assertThat(catalog.ids(0, null)).isEmpty();
    assertThat(catalog.ids(2, ids.getLast())).isEmpty();
  }

  @Test
  void pageBeforeAnIdThatIsNotStoredBeginsBelowIt() throws IOException {
    RecordingId older = put(START);
    RecordingId newer = put(START.plusSeconds(10));

    assertThat(catalog.ids(5, RecordingId.create(START.plusSeconds(5)))).containsExactly(older);
    assertThat(catalog.ids(5, RecordingId.create(START.plusSeconds(86_400 * 40))))
        .containsExactly(newer, older);
  }

  @Test
  void summarySaysWhatTheManifestSays() throws IOException {
    RecordingId id = put(START);

    RecordingSummary summary = catalog.page(1, null).getFirst();

    assertThat(summary.id()).isEqualTo(id);
    assertThat(summary.state()).isEqualTo(RecordingState.SEALED);
    assertThat(summary.description()).isEqualTo(EventSamples.description(id));
    assertThat(summary.events()).isEqualTo(28);
    assertThat(summary.endReason()).isEqualTo("client-closed");
    assertThat(summary.problem()).isEmpty();
  }

  @Test
  void recordingWithoutManifestIsShownAsIncomplete() throws IOException {
    RecordingId id = put(START);
    Files.delete(root.resolve(ObjectNames.manifest(RecordingKind.SESSION, id)));

    RecordingSummary summary = catalog.page(1, null).getFirst();

    assertThat(summary.state()).isEqualTo(RecordingState.INCOMPLETE);
    assertThat(summary.description()).isEqualTo(EventSamples.description(id));
    assertThat(summary.events()).isEqualTo(28);
    assertThat(summary.problem()).contains("manifest is missing");
  }

  @Test
  void recordingWithoutManifestWhoseLastSegmentIsDamagedStillSaysWhoItWas() throws IOException {
    RecordingId id = put(START);
    Files.delete(manifest(id));
    Files.write(segment(id, 2), new byte[0]);

    RecordingSummary summary = catalog.page(1, null).getFirst();

    assertThat(summary.state()).isEqualTo(RecordingState.DAMAGED);
    assertThat(summary.description()).isEqualTo(EventSamples.description(id));
    assertThat(summary.problem()).contains("00000002.segment");
  }

  @Test
  void oneDamagedRecordingHidesNoOther() throws Exception {
    List<RecordingId> ids = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ids.add(put(START.plusSeconds(i)));
    }
    Files.writeString(manifest(ids.get(0)), "{}");
    Files.write(manifest(ids.get(1)), new byte[33 * 1024 * 1024]);
    Files.delete(manifest(ids.get(2)));
    Files.createDirectory(manifest(ids.get(2)));
    Files.delete(manifest(ids.get(3)));
    Files.write(segment(ids.get(3), 0), new byte[0]);
    Files.delete(manifest(ids.get(4)));
    Files.createSymbolicLink(manifest(ids.get(4)), manifest(ids.get(7)));
    Files.copy(
        manifest(ids.get(7)),
        Files.createFile(root.resolve("x")),
        StandardCopyOption.REPLACE_EXISTING);
    Files.move(root.resolve("x"), manifest(ids.get(5)), StandardCopyOption.REPLACE_EXISTING);
    Files.delete(manifest(ids.get(6)));
    Files.delete(segment(ids.get(6), 0));

    List<RecordingSummary> page = catalog.page(100, null);

    assertThat(page.reversed())
        .extracting(RecordingSummary::state)
        .containsExactly(
            RecordingState.DAMAGED,
            RecordingState.DAMAGED,
            RecordingState.DAMAGED,
            RecordingState.DAMAGED,
            RecordingState.DAMAGED,
            RecordingState.DAMAGED,
            RecordingState.INCOMPLETE,
            RecordingState.SEALED);
    assertThat(page).extracting(RecordingSummary::id).isEqualTo(ids.reversed());
    assertThat(page.get(7).problem()).contains("manifest.json");
  }

  @Test
  void strayFilesAndFoldersInTheStoreAreNoRecordings() throws IOException {
    RecordingId id = put(START);
    RecordingId misplaced = RecordingId.create(START.plusSeconds(86_400 * 3));
    Path day = root.resolve(ObjectNames.folder(RecordingKind.SESSION, id)).getParent();
    Files.createDirectory(day.resolve(misplaced.toString()));
    Files.createDirectory(day.resolve("lost+found"));
    Files.createDirectory(day.resolve("not-an-id"));
    Files.writeString(day.resolve(RecordingId.create(START).toString()), "a file, no folder");
    Files.writeString(root.resolve("recordings/2025/notes"), "");
    Files.createDirectories(root.resolve("recordings/zzzz/yy/xx/ww"));
    Files.writeString(root.resolve("recordings/README.md"), "");

    assertThat(catalog.ids(100, null)).containsExactly(id);
  }

  @Test
  void kindsOfRecordingsAreApart() throws Exception {
    RecordingId id = put(START);
    RecordingId audit = RecordingId.create(START.plusSeconds(1));
    RecordingFixture.of(
            RecordingKind.AUDIT,
            audit,
            EventSamples.audit(),
            1,
            Manifest.State.SEALED,
            RecordingFixture.key())
        .putInto(store);

    RecordingCatalog audits = new RecordingCatalog(store, RecordingKind.AUDIT);

    assertThat(catalog.ids(10, null)).containsExactly(id);
    assertThat(audits.ids(10, null)).containsExactly(audit);
    assertThat(audits.open(audit).summary().description()).isNull();
    assertThatThrownBy(() -> audits.open(id)).isInstanceOf(RecordingNotFoundException.class);
  }

  @Test
  void idIsResolvedFromItsBeginningOrItsEnd() throws Exception {
    RecordingId one = put(RecordingId.parse("01kdyw9bh0kzxwfh8rsb6v4d2e"));
    RecordingId two = put(RecordingId.parse("01kdyw9bh0kzxwfh8rsb6v4e3f"));

    assertThat(catalog.resolve(one.toString())).isEqualTo(one);
    assertThat(catalog.resolve("4D2E")).isEqualTo(one);
    assertThat(catalog.resolve("01kdyw9bh0kzxwfh8rsb6v4e")).isEqualTo(two);
    for (String ambiguousOrNothing :
        List.of("01kdyw", "", "zzz", "kdyw9", "01kdyw9bh0kzxwfh8rsb6v4d2f", "!".repeat(26))) {
      assertThatThrownBy(() -> catalog.resolve(ambiguousOrNothing))
          .isInstanceOf(RecordingNotFoundException.class);
    }
    assertThatThrownBy(() -> catalog.resolve("01kdyw")).hasMessageContaining("2 recordings");
  }

  @Test
  void idOfAFarFutureIsNotFoundAndNoError() {
    assertThatThrownBy(() -> catalog.resolve("7zzzzzzzzzzzzzzzzzzzzzzzzz"))
        .isInstanceOf(RecordingNotFoundException.class);
  }

  @Test
  void eventsAreReadFromAnyNumberOnWithAndWithoutManifest() throws Exception {
    RecordingFixture fixture =
        RecordingFixture.sealed(RecordingId.create(START), RecordingFixture.key());
    fixture.putInto(store);
    for (boolean manifest : new boolean[] {true, false}) {
      if (!manifest) {
        Files.delete(manifest(fixture.id()));
      }
      RecordingReader reader = catalog.open(fixture.id());
      for (int from = 0; from <= 28; from++) {
        List<TimedEvent> read = new ArrayList<>();
        reader.eventsFrom(from).forEachRemaining(read::add);
        assertThat(read).isEqualTo(fixture.events().subList(from, 28));
      }
      assertThat(reader.segment(1)).isEqualTo(fixture.events().subList(10, 20));
    }
  }

  @Test
  void alteredAndMissingSegmentsAreNamedWhenTheyAreRead() throws Exception {
    RecordingId id = put(START);
    byte[] bytes = Files.readAllBytes(segment(id, 1));
    bytes[bytes.length - 1] ^= 1;
    Files.write(segment(id, 1), bytes);
    Files.delete(segment(id, 2));
    RecordingReader reader = catalog.open(id);

    assertThatThrownBy(() -> reader.segment(1))
        .isInstanceOfSatisfying(
            DamagedRecordingException.class,
            e -> assertThat(e.object()).endsWith(id + "/00000001.segment"));
    assertThatThrownBy(() -> reader.segment(2))
        .isInstanceOf(DamagedRecordingException.class)
        .hasMessageContaining("00000002.segment: the segment is missing");
    assertThatThrownBy(() -> reader.forEach(_ -> {})).isInstanceOf(DamagedRecordingException.class);
    Iterator<TimedEvent> events = reader.eventsFrom(5);
    for (int i = 5; i < 10; i++) {
      assertThat(events.next().sequence()).isEqualTo(i);
    }
    assertThatThrownBy(events::hasNext).isInstanceOf(UncheckedIOException.class);
  }

  private RecordingId put(Instant at) throws IOException {
    return put(RecordingId.create(at));
  }

  private RecordingId put(RecordingId id) throws IOException {
    RecordingFixture.sealed(id, RecordingFixture.key()).putInto(store);
    return id;
  }

  private Path manifest(RecordingId id) {
    return root.resolve(ObjectNames.manifest(RecordingKind.SESSION, id));
  }

  private Path segment(RecordingId id, int number) {
    return root.resolve(ObjectNames.segment(RecordingKind.SESSION, id, number));
  }
}
