package dev.gatescribe.recording.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.recording.EventSamples;
import dev.gatescribe.recording.RecordingFixture;
import dev.gatescribe.recording.export.StoryJson;
import dev.gatescribe.recording.format.EventCodec;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.session.event.TimedEvent;
import dev.gatescribe.session.event.WithheldReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Recordings that no gateway would write. */
class HostileRecordingTest {
  private static final long SEED = Long.getLong("gatescribe.seed", System.nanoTime());

  @Test
  void eventsInAnyOrderWithAnyFieldsAreToldAndEachStartOnce() {
    Random random = new Random(SEED);
    List<Event> samples = new ArrayList<>(EventSamples.database());
    samples.addAll(EventSamples.kubernetes());
    samples.addAll(EventSamples.limited());
    for (int round = 0; round < 300; round++) {
      List<Event> events = new ArrayList<>();
      for (int i = random.nextInt(200); i > 0; i--) {
        events.add(mutated(samples.get(random.nextInt(samples.size())), random));
      }
      try {
        List<StatementStory> statements = Told.all(new StatementStoryteller(), events);
        List<RequestStory> requests = Told.all(new RequestStoryteller(), events);

        assertThat(statements).hasSize(count(events, "StatementStarted"));
        assertThat(requests).hasSize(count(events, "RequestStarted"));
        List<ObjectNode> json = new ArrayList<>();
        statements.forEach(story -> json.add(StoryJson.of(story)));
        requests.forEach(story -> json.add(StoryJson.of(story)));
        assertThat(json)
            .allSatisfy(node -> assertThat(node.get("sequence").asLong()).isNotNegative());
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + SEED + ", round " + round, e);
      }
    }
  }

  private static int count(List<Event> events, String kind) {
    return (int)
        events.stream().filter(event -> event.getClass().getSimpleName().equals(kind)).count();
  }

  private static Event mutated(Event event, Random random) {
    byte[] body = RecordingFixture.body(event).array().clone();
    for (int i = random.nextInt(3); i > 0; i--) {
      body[1 + random.nextInt(body.length - 1)] = (byte) random.nextInt(256);
    }
    try {
      return EventCodec.decode(
          ByteBuffer.wrap(Arrays.copyOf(body, body.length - random.nextInt(2))));
    } catch (FormatException _) {
      return event;
    }
  }

  @Test
  void preparedStatementsWithoutEndTakeNoMoreMemoryThanIsGranted() {
    // Far fewer names than are remembered, but many times the bytes.
    assertOnlyTheLastIsRemembered(1_000, new byte[PreparedStatements.TEXT_MAX_BYTES]);
  }

  @Test
  void preparedStatementsWithoutTextAreNotCollectedForEver() {
    assertOnlyTheLastIsRemembered(Remembered.MOST_NAMES + 1, new byte[] {'x'});
  }

  private static void assertOnlyTheLastIsRemembered(int count, byte[] text) {
    StatementStoryteller teller = new StatementStoryteller();
    Told<StatementStory> told = new Told<>(teller);
    for (int i = 1; i <= count; i++) {
      told.add(new DatabaseEvent.StatementPrepared("s" + i, List.of(), Content.of(text)));
      told.add(new DatabaseEvent.ValuesBound("p" + i, "s" + i, Content.of(text)));
    }
    told.add(
        new DatabaseEvent.StatementStarted(1, StatementForm.PORTAL, "p" + count, Content.of("")));
    told.add(new DatabaseEvent.StatementStarted(2, StatementForm.PORTAL, "p1", Content.of("")));

    assertThat(teller.open().get(0).text()).isNotNull();
    assertThat(teller.open().get(1).text()).as("forgotten long ago").isNull();
  }

  @Test
  void openStatementsTakeNoMoreMemoryThanIsGranted() {
    StatementStoryteller teller = new StatementStoryteller();
    long[] told = {0};
    byte[] text = new byte[PreparedStatements.TEXT_MAX_BYTES];
    for (int i = 0; i < 25_000; i++) {
      teller.accept(
          new TimedEvent(
              i,
              i,
              new DatabaseEvent.StatementStarted(
                  i + 1, StatementForm.SIMPLE_QUERY, "", Content.of(text))),
          _ -> told[0]++);
    }

    assertThat(told[0]).isGreaterThan(24_000);
    assertThat(teller.open().stream().mapToLong(StatementStory::keptBytes).sum())
        .isLessThanOrEqualTo(StatementStoryteller.OPEN_MAX_BYTES);
  }

  @Test
  void lengthsThatAddUpToMoreThanANumberHoldsStayPositive() {
    Content huge = new Content.Withheld(WithheldReason.POLICY, Long.MAX_VALUE);
    StatementStory story =
        Told.all(
                new StatementStoryteller(),
                List.of(
                    new DatabaseEvent.StatementStarted(1, StatementForm.SIMPLE_QUERY, "", huge),
                    new DatabaseEvent.ClientContentContinued(huge),
                    new DatabaseEvent.ResultReturned(1, Long.MAX_VALUE, huge),
                    new DatabaseEvent.ResultReturned(1, Long.MAX_VALUE, huge)))
            .getFirst();

    assertThat(story.text().length()).isEqualTo(Long.MAX_VALUE);
    assertThat(story.text().isCut()).isFalse();
    assertThat(story.resultBytes()).isEqualTo(Long.MAX_VALUE);
  }
}
