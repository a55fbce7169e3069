package dev.gatescribe.recording.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.recording.EventSamples;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.LimitEvent;
import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.session.event.StatementOutcome;
import dev.gatescribe.session.event.TransactionStatus;
import dev.gatescribe.session.event.WithheldReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementStorytellerTest {
  private static final byte[] NO_VALUES = {0, 0, 0, 0, 0, 0};

  private static List<StatementStory> told(List<? extends Event> events) {
    return Told.all(new StatementStoryteller(), events);
  }

  private static DatabaseEvent.StatementStarted query(int statement, String text) {
    return new DatabaseEvent.StatementStarted(
        statement, StatementForm.SIMPLE_QUERY, "", Content.of(text));
  }

  private static DatabaseEvent.StatementStarted execute(int statement, String portal) {
    return new DatabaseEvent.StatementStarted(
        statement, StatementForm.PORTAL, portal, Content.of(""));
  }

  private static DatabaseEvent.StatementPrepared prepare(String name, String text) {
    return new DatabaseEvent.StatementPrepared(name, List.of(), Content.of(text));
  }

  private static DatabaseEvent.ValuesBound bind(String portal, String prepared) {
    return new DatabaseEvent.ValuesBound(portal, prepared, Content.of(NO_VALUES));
  }

  private static DatabaseEvent.StatementEnded ended(int statement, int part, String tag) {
    return new DatabaseEvent.StatementEnded(
        statement, part, StatementOutcome.COMPLETED, tag, 1, "", "");
  }

  private static List<String> texts(List<StatementStory> stories) {
    return stories.stream()
        .map(story -> story.text() == null ? "?" : story.text().lenientText())
        .toList();
  }

  @Test
  void statementThatCopiedMoreThanIsKeptSaysHowMuchAndItsHash() {
    String hash = "0a".repeat(32);
    List<StatementStory> stories =
        told(
            List.of(
                new DatabaseEvent.StatementStarted(
                    1, StatementForm.SIMPLE_QUERY, "", Content.of("copy a from stdin")),
                new DatabaseEvent.CopyInput(1, Content.of("ab")),
                new LimitEvent.ContentLimited(ContentFlow.COPY_INPUT, 1, 2),
                new DatabaseEvent.CopyInput(1, new Content.Withheld(WithheldReason.OVER_LIMIT, 98)),
                new LimitEvent.ContentDigest(ContentFlow.COPY_INPUT, 1, true, 100, 98, hash),
                new DatabaseEvent.CopyInputEnded(1, "")));

    assertThat(stories.getFirst().copiedBytes()).isEqualTo(100);
    assertThat(stories.getFirst().limited())
        .extracting(LimitedContent::text)
        .containsExactly(
            "the first 2 bytes of this copy-input are kept; in all they were 100 bytes with the"
                + " SHA-256 "
                + hash);
  }

  @Test
  void wholeSessionIsToldAsItsStatements() {
    List<StatementStory> stories = told(EventSamples.databaseSession(EventSamples.ID));

    assertThat(texts(stories))
        .containsExactly(
            "begin; select 'grüezi' where true",
            "select $1, $2, $3",
            "rollback; copy goods from stdin");
    StatementStory first = stories.get(0);
    assertThat(first.sequence()).isEqualTo(3);
    assertThat(first.startedMicros()).isEqualTo(3 * Told.EVENT_EVERY_MICROS);
    assertThat(first.durationMicros()).isEqualTo(4 * Told.EVENT_EVERY_MICROS);
    assertThat(first.parts())
        .extracting(StatementStory.Part::tag)
        .containsExactly("BEGIN", "SELECT 1");
    assertThat(first.rows()).isEqualTo(1);
    assertThat(first.resultBytes()).isEqualTo(40);
    assertThat(first.before()).isEqualTo(TransactionStatus.IDLE);
    assertThat(first.after()).isEqualTo(TransactionStatus.IN_TRANSACTION);
    assertThat(first.values()).isNull();
    StatementStory second = stories.get(1);
    assertThat(second.portal()).isEqualTo("p");
    assertThat(second.prepared()).isEqualTo("s_1");
    assertThat(second.cancelled()).isTrue();
    assertThat(second.failure()).isNotNull();
    assertThat(second.failure().sqlState()).isEqualTo("57014");
    assertThat(second.after()).isEqualTo(TransactionStatus.FAILED);
    assertThat(second.values().values())
        .containsExactly(
            new BoundValue(23, BoundValue.Form.TEXT, "7", 1, false),
            new BoundValue(0, BoundValue.Form.TEXT, "", 0, false),
            new BoundValue(-1, BoundValue.Form.NULL, "", 0, false));
    assertThat(second.values().complete()).isTrue();
    StatementStory third = stories.get(2);
    assertThat(third.copiedBytes()).isEqualTo(8);
    assertThat(third.copyFailure()).isEqualTo("the client gave up");
    assertThat(third.cancelled()).isFalse();
  }

  @Test
  void statementIsToldWhenALaterOneEndsAndOpenUntilThen() {
    StatementStoryteller teller = new StatementStoryteller();
    Told<StatementStory> told = new Told<>(teller);
    told.add(query(1, "select 1; select 2"));
    told.add(ended(1, 1, "SELECT 1"));

    assertThat(told.stories).isEmpty();
    assertThat(teller.open()).hasSize(1);
    told.add(query(2, "select 3"));
    told.add(ended(1, 2, "SELECT 1"));
    assertThat(told.stories).isEmpty();
    told.add(ended(2, 1, "SELECT 1"));
    assertThat(texts(told.stories)).containsExactly("select 1; select 2");
    assertThat(told.stories.getFirst().parts()).hasSize(2);
    assertThat(texts(teller.open())).containsExactly("select 3");
  }

  @Test
  void nameIsPreparedAgainThenWhatWasBoundBeforeKeepsItsText() {
    List<StatementStory> stories =
        told(
            List.of(
                prepare("", "select 'old'"),
                bind("early", ""),
                prepare("", "select 'new'"),
                bind("", ""),
                execute(1, "early"),
                execute(2, ""),
                execute(3, "declared in SQL")));

    assertThat(texts(stories)).containsExactly("select 'old'", "select 'new'", "?");
    assertThat(stories.get(2).values()).isNull();
  }

  @Test
  void preparationFailsThenItsNameStandsForWhatItStoodForBefore() {
    List<StatementStory> stories =
        told(
            List.of(
                prepare("s", "select 'held'"),
                prepare("s", "select 'refused'"),
                bind("", "s"),
                execute(1, ""),
                prepare("s", "select 'skipped'"),
                bind("later", "s"),
                // Sent ahead: the client, and the recording, hear of the failures afterwards.
                new DatabaseEvent.PreparationFailed(2),
                new DatabaseEvent.PreparationFailed(3),
                ended(1, 1, "SELECT 1"),
                execute(2, "later"),
                ended(2, 1, "SELECT 1"),
                prepare("other", "select 'nothing before'"),
                bind("", "other"),
                new DatabaseEvent.PreparationFailed(4),
                execute(3, ""),
                prepare("s", "select 'new'"),
                bind("", "s"),
                execute(4, ""),
                ended(4, 1, "SELECT 1")));

    assertThat(texts(stories))
        .containsExactly("select 'held'", "select 'held'", "?", "select 'new'");
  }

  @Test
  void failuresAreOfNothingThenNothingChanges() {
    List<StatementStory> stories =
        told(
            List.of(
                new DatabaseEvent.PreparationFailed(1),
                prepare("s", "select 'held'"),
                new DatabaseEvent.PreparationFailed(Integer.MAX_VALUE),
                new DatabaseEvent.PreparationFailed(0),
                bind("", "s"),
                execute(1, "")));

    assertThat(texts(stories)).containsExactly("select 'held'");
  }

  @Test
  void piecesBelongToWhatTheClientSentLastWhateverTheTargetSaysMeanwhile() {
    List<StatementStory> stories =
        told(
            List.of(
                prepare("s", "select"),
                new DatabaseEvent.NoticeReceived("NOTICE", "00000", "hello"),
                new DatabaseEvent.ClientContentContinued(Content.of(" $1")),
                new DatabaseEvent.ValuesBound("", "s", Content.of(new byte[] {0, 0, 0, 1, 0, 0})),
                new DatabaseEvent.NotificationReceived(1, "c", Content.of("payload")),
                new DatabaseEvent.ClientContentContinued(
                    Content.of(new byte[] {0, 2, 'h', 'i', 0, 0})),
                execute(1, ""),
                new DatabaseEvent.CopyInput(1, Content.of("abc")),
                new DatabaseEvent.ResultReturned(1, 0, Content.of("d")),
                new DatabaseEvent.ClientContentContinued(Content.of("defg"))));

    assertThat(texts(stories)).containsExactly("select $1");
    assertThat(stories.getFirst().values().values())
        .extracting(BoundValue::value)
        .containsExactly("hi");
    assertThat(stories.getFirst().copiedBytes()).isEqualTo(7);
  }

  @Test
  void preparedTextEndsAtItsZeroByteWhateverOfItsMessageFollows() {
    List<StatementStory> stories =
        told(
            List.of(
                prepare("s", "select $1"),
                new DatabaseEvent.ClientContentContinued(Content.of(" + 1\0\0\1\0\0\0\u0017")),
                bind("", "s"),
                execute(1, "")));

    assertThat(texts(stories)).containsExactly("select $1 + 1");
    assertThat(stories.getFirst().text().isCut()).isFalse();
  }

  @Test
  void longTextIsCutAndSaysSo() {
    String half = "x".repeat(PreparedStatements.TEXT_MAX_BYTES - 1);
    List<StatementStory> stories =
        told(
            List.of(
                query(1, half),
                new DatabaseEvent.ClientContentContinued(Content.of("é; and so on"))));

    KeptContent text = stories.getFirst().text();
    assertThat(text.text()).as("the character that does not fit is left out").isEqualTo(half);
    assertThat(text.isCut()).isTrue();
    assertThat(text.length()).isEqualTo(half.length() + 13);
  }

  @Test
  void withheldTextSaysWhyAndNothingBehindItIsTakenForItsBeginning() {
    List<StatementStory> stories =
        told(
            List.of(
                query(1, "alter role x password '"),
                new DatabaseEvent.ClientContentContinued(
                    new Content.Withheld(WithheldReason.SECRET, 9)),
                new DatabaseEvent.ClientContentContinued(Content.of("' valid until 'x'"))));

    KeptContent text = stories.getFirst().text();
    assertThat(text.text()).isEqualTo("alter role x password '");
    assertThat(text.withheld()).isEqualTo(WithheldReason.SECRET);
    assertThat(text.withheldLength()).isEqualTo(9);
    assertThat(text.length()).isEqualTo(23 + 9 + 17);
    assertThat(text.isCut()).isTrue();
  }

  @Test
  void functionCallTellsTheFunctionAndItsArguments() {
    byte[] call = {0, 0, 2, (byte) 0x9a, 0, 0, 0, 1, 0, 0, 0, 1, '5', 0, 0};
    List<StatementStory> stories =
        told(
            List.of(
                new DatabaseEvent.StatementStarted(
                    1, StatementForm.FUNCTION_CALL, "", Content.of(call))));

    assertThat(stories.getFirst().function()).isEqualTo(666);
    assertThat(stories.getFirst().text()).isNull();
    assertThat(stories.getFirst().values().values())
        .extracting(BoundValue::value)
        .containsExactly("5");
  }

  @Test
  void cancelIsForTheStatementThatTheTargetWorksOn() {
    List<StatementStory> stories =
        told(
            List.of(
                query(1, "one"),
                query(2, "two"),
                query(3, "three"),
                ended(1, 1, "SELECT 1"),
                new DatabaseEvent.CancelRequested("192.0.2.7:1"),
                ended(2, 1, "SELECT 1")));

    assertThat(stories).extracting(StatementStory::cancelled).containsExactly(false, true, false);
  }

  @Test
  void pipelineOfManyStatementsIsToldInOrder() {
    List<Event> events = new ArrayList<>();
    for (int i = 1; i <= 5_000; i++) {
      events.add(prepare("", "insert " + i));
      events.add(bind("", ""));
      events.add(execute(i, ""));
    }
    for (int i = 1; i <= 5_000; i++) {
      events.add(ended(i, 1, "INSERT 0 1"));
    }

    List<StatementStory> stories = told(events);

    assertThat(stories).hasSize(5_000);
    for (int i = 0; i < 5_000; i++) {
      assertThat(stories.get(i).statement()).isEqualTo(i + 1);
      assertThat(stories.get(i).text().text()).isEqualTo("insert " + (i + 1));
      assertThat(stories.get(i).parts()).hasSize(1);
    }
  }

  @Test
  void moreOpenStatementsThanAreKeptThenTheEldestAreToldEarlyAndNoneIsLost() {
    StatementStoryteller teller = new StatementStoryteller();
    Told<StatementStory> told = new Told<>(teller);
    int count = StatementStoryteller.MOST_OPEN + 100;
    for (int i = 1; i <= count; i++) {
      told.add(query(i, "select " + i));
    }

    assertThat(told.stories).hasSize(100);
    assertThat(teller.open()).hasSize(StatementStoryteller.MOST_OPEN);
    teller.end(told.stories::add);
    assertThat(told.stories)
        .extracting(StatementStory::statement)
        .doesNotHaveDuplicates()
        .hasSize(count);
  }
}
