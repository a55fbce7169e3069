package dev.gatescribe.player.web.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.player.web.recordings.StoryPages.StoryPage;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.story.StatementStory;
import dev.gatescribe.recording.story.StatementStoryteller;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.session.event.StatementOutcome;
import dev.gatescribe.session.event.TimedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoryPagesTest {
  private static final int ALL = StoryPages.PAGE_MAX_STORIES;

  @TempDir private Path directory;
  private StoredRecordings recordings;
  private StoryPages<StatementStory> pages;
  private final RecordingId id = StoredRecordings.idAt(0);

  @BeforeEach
  void open() {
    recordings = new StoredRecordings(directory);
    pages =
        new StoryPages<>(
            recordings.catalog, recordings, StatementStoryteller::new, StatementStory::keptBytes);
  }

  /** A start, a prepared text, then {@code count} executions of it, of two events each. */
  private List<TimedEvent> executions(int count, String text) {
    List<Event> events = new ArrayList<>();
    events.add(new Event.SessionStarted(StoredRecordings.description(id)));
    events.add(new DatabaseEvent.StatementPrepared("s", List.of(), Content.of(text)));
    events.add(new DatabaseEvent.ValuesBound("p", "s", Content.of(new byte[] {0, 0, 0, 0, 0, 0})));
    for (int i = 1; i <= count; i++) {
      events.add(new DatabaseEvent.StatementStarted(i, StatementForm.PORTAL, "p", Content.of("")));
      events.add(
          new DatabaseEvent.StatementEnded(
              i, 1, StatementOutcome.COMPLETED, "SELECT 1", 1, "", ""));
    }
    return IntStream.range(0, events.size())
        .mapToObj(i -> new TimedEvent(i, i * 1000L, events.get(i)))
        .toList();
  }

  private static List<Integer> numbers(List<StatementStory> stories) {
    return stories.stream().map(StatementStory::statement).toList();
  }

  private static List<Integer> row(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void pagesTogetherAreAllStatementsAndKnowWhatWasPreparedBeforeThem() throws Exception {
    recordings.seal(id, executions(25, "select 1"), 7);

    StoryPage<StatementStory> first = pages.page(id, 0, 10);
    StoryPage<StatementStory> second = pages.page(id, first.next(), 10);
    StoryPage<StatementStory> third = pages.page(id, second.next(), 10);

    assertThat(numbers(first.stories())).isEqualTo(row(1, 10));
    assertThat(numbers(second.stories())).isEqualTo(row(11, 20));
    assertThat(numbers(third.stories())).isEqualTo(row(21, 25));
    assertThat(third.next()).isNull();
    assertThat(third.stories().getLast().text().text()).isEqualTo("select 1");
    assertThat(first.running()).isEmpty();
  }

  @Test
  void placeThatIsNotRememberedGivesTheSamePage() throws Exception {
    recordings.seal(id, executions(25, "select 1"), 7);

    StoryPage<StatementStory> remembered = pages.page(id, pages.page(id, 0, 10).next(), 10);

    assertThat(pages.page(id, 10, 10)).isEqualTo(remembered);
    assertThat(numbers(pages.page(id, 13, 5).stories())).isEqualTo(row(14, 18));
  }

  @Test
  void pageIsBoundedByItsContent() throws Exception {
    int length = 60 * 1024;
    recordings.seal(id, executions(40, "x".repeat(length)), 50);

    List<Integer> all = new ArrayList<>();
    Long next = 0L;
    while (next != null) {
      StoryPage<StatementStory> page = pages.page(id, next, ALL);
      assertThat(page.stories().stream().mapToLong(StatementStory::keptBytes).sum())
          .isLessThanOrEqualTo(StoryPages.PAGE_MAX_CONTENT_BYTES);
      all.addAll(numbers(page.stories()));
      next = page.next();
    }

    assertThat(all).isEqualTo(row(1, 40));
  }

  @Test
  void liveSessionTellsWhatRunsAndGoesOnWhereItWas() throws Exception {
    List<TimedEvent> events = executions(9, "select 1");
    recordings.storeSegments(id, events.subList(0, 6), 3);
    recordings.live(id, events.subList(3, 8));

    StoryPage<StatementStory> before = pages.page(id, 0, ALL);

    // Of the third statement only the start is there; the second is certain with its successor's
    // end.
    assertThat(before.live()).isTrue();
    assertThat(numbers(before.stories())).containsExactly(1);
    assertThat(numbers(before.running())).containsExactly(2, 3);
    assertThat(before.running().getLast().parts()).isEmpty();
    recordings.live(id, events.subList(3, events.size()));
    StoryPage<StatementStory> after = pages.page(id, before.next(), ALL);
    assertThat(numbers(after.stories())).isEqualTo(row(2, 8));
    assertThat(numbers(after.running())).containsExactly(9);
    assertThat(pages.page(id, after.next(), ALL).running()).isEqualTo(after.running());
  }

  @Test
  void sessionThatEndsWhileItIsFollowedComesToItsEnd() throws Exception {
    List<TimedEvent> events = executions(3, "select 1");
    recordings.live(id, events.subList(0, 8));
    StoryPage<StatementStory> before = pages.page(id, 0, ALL);
    recordings.seal(id, events, 4);
    recordings.ended(id);

    StoryPage<StatementStory> after = pages.page(id, before.next(), ALL);

    assertThat(numbers(after.stories())).isEqualTo(row(2, 3));
    assertThat(after.running()).isEmpty();
    assertThat(after.next()).isNull();
    assertThat(after.live()).isFalse();
  }

  @Test
  void unknownRecordingIsNotFound() {
    assertThatThrownBy(() -> pages.page(id, 0, ALL)).isInstanceOf(RecordingNotFoundException.class);
  }

  @Test
  void whatLiesBeforeTheDamageIsShownAndThenTheDamageIsNamed() throws Exception {
    recordings.seal(id, executions(8, "select 1"), 5);
    Path segment = directory.resolve(ObjectNames.segment(RecordingKind.SESSION, id, 2));
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length - 1] ^= 1;
    segment.toFile().setWritable(true);
    Files.write(segment, bytes);

    StoryPage<StatementStory> page = pages.page(id, 0, ALL);

    assertThat(numbers(page.stories())).isEqualTo(row(1, 4));
    assertThatThrownBy(() -> pages.page(id, page.next(), ALL))
        .isInstanceOf(DamagedRecordingException.class)
        .hasMessageContaining("00000002");
  }
}
