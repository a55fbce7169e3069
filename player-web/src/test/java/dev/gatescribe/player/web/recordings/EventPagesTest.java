package dev.gatescribe.player.web.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.player.web.recordings.EventPages.EventPage;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.TimedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventPagesTest {
  private static final int ALL = EventPages.PAGE_MAX_EVENTS;

  @TempDir private Path directory;
  private StoredRecordings recordings;
  private EventPages pages;
  private final RecordingId id = StoredRecordings.idAt(0);

  @BeforeEach
  void open() {
    recordings = new StoredRecordings(directory);
    pages = new EventPages(recordings.catalog, recordings);
  }

  private static List<Long> sequences(List<TimedEvent> events) {
    return events.stream().map(TimedEvent::sequence).toList();
  }

  private static List<Long> row(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private List<TimedEvent> readAll(int limit) throws Exception {
    List<TimedEvent> all = new ArrayList<>();
    Long next = 0L;
    while (next != null) {
      EventPage page = pages.page(id, next, limit);
      all.addAll(page.events());
      next = page.next();
    }
    return all;
  }

  @Test
  void pagesTogetherAreTheWholeRecordingOverAllSegments() throws Exception {
    recordings.seal(id, StoredRecordings.events(id, 25, 10), 4);

    assertThat(sequences(readAll(7))).isEqualTo(row(0, 25));
    assertThat(pages.page(id, 0, 7).next()).isEqualTo(7);
    assertThat(pages.page(id, 21, ALL).next()).isNull();
  }

  @Test
  void aPageIsBoundedByItsContent() throws Exception {
    int length = 300 * 1024;
    recordings.seal(id, StoredRecordings.events(id, 10, length), 5);

    EventPage page = pages.page(id, 0, ALL);

    assertThat(page.events()).hasSize(1 + 3);
    assertThat(page.next()).isEqualTo(4);
    assertThat(sequences(readAll(ALL))).isEqualTo(row(0, 10));
  }

  @Test
  void eventsAsLargeAsAPageComeOneByOne() throws Exception {
    recordings.seal(id, StoredRecordings.events(id, 2, (int) EventPages.PAGE_MAX_CONTENT_BYTES), 5);

    assertThat(sequences(readAll(ALL))).isEqualTo(row(0, 2));
  }

  @Test
  void askingBehindTheEndIsAnEmptyLastPage() throws Exception {
    recordings.seal(id, StoredRecordings.events(id, 2, 1), 5);

    assertThat(pages.page(id, 99, ALL)).isEqualTo(new EventPage(List.of(), null, false));
  }

  @Test
  void unknownRecordingIsNotFound() {
    assertThatThrownBy(() -> pages.page(id, 0, ALL)).isInstanceOf(RecordingNotFoundException.class);
  }

  @Test
  void liveSessionContinuesFromStoredToPendingWithoutGapOrRepetition() throws Exception {
    List<TimedEvent> events = StoredRecordings.events(id, 9, 10);
    recordings.storeSegments(id, events.subList(0, 6), 3);
    // The last stored segment is still among the pending, as between storing and forgetting.
    recordings.live(id, events.subList(3, 10));

    EventPage page = pages.page(id, 1, ALL);

    assertThat(sequences(page.events())).isEqualTo(row(1, 9));
    assertThat(page.next()).isEqualTo(10);
    assertThat(page.live()).isTrue();
  }

  @Test
  void aLiveSessionOfWhichNothingIsStoredYetIsShown() throws Exception {
    recordings.live(id, StoredRecordings.events(id, 2, 1));

    assertThat(sequences(pages.page(id, 0, ALL).events())).isEqualTo(row(0, 2));
  }

  @Test
  void nothingNewInALiveSessionKeepsThePlace() throws Exception {
    recordings.live(id, StoredRecordings.events(id, 2, 1));

    assertThat(pages.page(id, 3, ALL)).isEqualTo(new EventPage(List.of(), 3L, true));
  }

  @Test
  void sessionThatEndsWhileItIsFollowedComesToItsEnd() throws Exception {
    List<TimedEvent> events = StoredRecordings.events(id, 5, 1);
    recordings.live(id, events.subList(0, 4));
    EventPage before = pages.page(id, 0, ALL);
    recordings.seal(id, events, 3);
    recordings.ended(id);

    EventPage after = pages.page(id, before.next(), ALL);

    assertThat(sequences(after.events())).isEqualTo(row(4, 5));
    assertThat(after.next()).isNull();
    assertThat(after.live()).isFalse();
  }

  @Test
  void whatLiesBeforeTheDamageIsShownAndThenTheDamageIsNamed() throws Exception {
    recordings.seal(id, StoredRecordings.events(id, 8, 10), 3);
    Path segment = directory.resolve(ObjectNames.segment(RecordingKind.SESSION, id, 1));
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length - 1] ^= 1;
    segment.toFile().setWritable(true);
    Files.write(segment, bytes);

    EventPage page = pages.page(id, 0, ALL);

    assertThat(sequences(page.events())).isEqualTo(row(0, 2));
    assertThat(page.next()).isEqualTo(3);
    assertThatThrownBy(() -> pages.page(id, 3, ALL))
        .isInstanceOf(DamagedRecordingException.class)
        .hasMessageContaining("00000001");
  }
}
