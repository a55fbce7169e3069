package dev.gatescribe.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.ContentLimits;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.RecordingTerms.Demand;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.LimitEvent.ContentDigest;
import dev.gatescribe.session.event.LimitEvent.ContentLimited;
import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.StatementOutcome;
import dev.gatescribe.session.event.StreamVisibility;
import dev.gatescribe.session.event.WithheldReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ContentLimiterTest {
  private final KeptRecording recording = new KeptRecording();

  private Tap tap(long cap) {
    return tap(cap, ContentLimits.UNLIMITED, Demand.REQUIRED);
  }

  private Tap tap(long cap, long budget, Demand demand) {
    return new Tap(
        recording, new RecordingTerms(demand, Durability.PROCESS, new ContentLimits(cap, budget)));
  }

  static void pass(Tap tap, Event event) {
    assertThat(Tap.isAccepted(tap.accept(event))).isTrue();
  }

  private static Content text(String text) {
    return Content.of(text);
  }

  private static Content over(long length) {
    return new Content.Withheld(WithheldReason.OVER_LIMIT, length);
  }

  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aUnitThatCrossesTheCapIsSplitThereAndTheRecordingSaysSo() {
    Tap tap = tap(8);

    pass(tap, new Event.Output(1, text("12345")));
    pass(tap, new Event.Output(1, text("67890")));
    pass(tap, new Event.Output(1, text("abc")));
    pass(tap, new Event.EndOfOutput(1));

    assertThat(recording.events())
        .containsExactly(
            new Event.Output(1, text("12345")),
            new Event.Output(1, text("678")),
            new ContentLimited(ContentFlow.OUTPUT, 1, 8),
            new Event.Output(1, over(2)),
            new Event.Output(1, over(3)),
            new ContentDigest(ContentFlow.OUTPUT, 1, true, 13, 5, sha256("1234567890abc")),
            new Event.EndOfOutput(1));
  }

  @Test
  void contentAsLongAsTheCapIsKeptAndNothingIsSaid() {
    Tap tap = tap(8);

    pass(tap, new Event.Input(1, text("12345678")));
    pass(tap, new Event.EndOfInput(1));

    assertThat(recording.events())
        .containsExactly(new Event.Input(1, text("12345678")), new Event.EndOfInput(1));
  }

  @Test
  void aCapOfNothingKeepsNothingAndCountsAll() {
    pass(tap(0), new Event.Input(1, text("abc")));

    assertThat(recording.events())
        .containsExactly(new ContentLimited(ContentFlow.INPUT, 1, 0), new Event.Input(1, over(3)));
  }

  @Test
  void directionsAndStreamsAreLimitedEachForItself() {
    Tap tap = tap(4);

    pass(tap, new Event.Input(1, text("1234")));
    pass(tap, new Event.Output(1, text("1234")));
    pass(tap, new Event.ErrorOutput(1, text("1234")));
    pass(tap, new Event.Output(2, text("1234")));
    pass(tap, new Event.ErrorOutput(1, text("5")));

    assertThat(recording.events())
        .endsWith(
            new Event.Output(2, text("1234")),
            new ContentLimited(ContentFlow.ERROR_OUTPUT, 1, 4),
            new Event.ErrorOutput(1, over(1)));
  }

  @Test
  void aTerminalIsNeverLimited() {
    Tap tap = tap(2);

    pass(tap, new Event.TerminalOpened(1, "xterm", 80, 24));
    pass(tap, new Event.Output(1, text("123456")));
    pass(tap, new Event.Input(1, text("123456")));

    assertThat(recording.events())
        .endsWith(new Event.Output(1, text("123456")), new Event.Input(1, text("123456")));
  }

  @Test
  void aTerminalAskedForBehindTheCapDoesNotMakeTheRecordingLie() {
    Tap tap = tap(2);
    pass(tap, new Event.Output(1, text("123")));

    pass(tap, new Event.TerminalOpened(1, "xterm", 80, 24));
    pass(tap, new Event.Output(1, text("456")));

    assertThat(recording.events()).endsWith(new Event.Output(1, over(3)));
  }

  @Test
  void commandsAndStatementsAreNeverLimited() {
    Tap tap = tap(2);
    List<Event> events =
        List.of(
            new Event.StreamOpened(1, StreamVisibility.CONTENT),
            new Event.CommandStarted(1, text("cat file")),
            new DatabaseEvent.StatementPrepared("", List.of(), text("SELECT 1")),
            new DatabaseEvent.ClientContentContinued(text("FROM t")));

    assertThat(Tap.isAccepted(tap.accept(events))).isTrue();

    assertThat(recording.events()).isEqualTo(events);
  }

  @Test
  void aSessionThatEndsInTheMiddleTellsTheHashOfWhatPassed() {
    Tap tap = tap(1);
    pass(tap, new Event.Input(1, text("abc")));

    tap.end(EndReason.CLIENT_CLOSED, "");

    assertThat(recording.events())
        .endsWith(
            new ContentDigest(ContentFlow.INPUT, 1, true, 3, 2, sha256("abc")),
            new Event.SessionEnded(EndReason.CLIENT_CLOSED, ""));
  }

  @Test
  void nothingPassesBehindTheLastHash() {
    Tap tap = tap(1);
    pass(tap, new Event.Input(1, text("abc")));
    tap.end(EndReason.CLIENT_CLOSED, "");

    CompletableFuture<Void> late = tap.accept(new Event.Input(1, text("d")));

    assertThat(late).isCompletedExceptionally();
  }

  @Test
  void bytesBehindTheEndAreHashedAndTheEndIsToldAgain() {
    Tap tap = tap(1);
    pass(tap, new Event.Output(1, text("abc")));
    pass(tap, new Event.EndOfOutput(1));

    pass(tap, new Event.Output(1, text("d")));
    pass(tap, new Event.StreamClosed(1));

    assertThat(recording.events())
        .endsWith(
            new Event.EndOfOutput(1),
            new Event.Output(1, over(1)),
            new ContentDigest(ContentFlow.OUTPUT, 1, true, 4, 3, sha256("abcd")),
            new Event.StreamClosed(1));
  }

  @Test
  void whileMuchPassesTheHashUpToHereIsToldFromTimeToTime() throws Exception {
    Tap tap = tap(10);
    byte[] unit = new byte[1024 * 1024];
    MessageDigest all = MessageDigest.getInstance("SHA-256");
    int units = (int) (CappedFlow.DIGEST_INTERVAL_BYTES / unit.length) * 2 + 3;
    String atFirst = "";
    for (int i = 0; i < units; i++) {
      unit[0] = (byte) i;
      all.update(unit);
      pass(tap, new Event.Input(1, Content.of(unit)));
      if ((i + 1) * (long) unit.length == CappedFlow.DIGEST_INTERVAL_BYTES) {
        atFirst = HexFormat.of().formatHex(((MessageDigest) all.clone()).digest());
      }
    }

    List<ContentDigest> told =
        recording.events().stream()
            .filter(ContentDigest.class::isInstance)
            .map(ContentDigest.class::cast)
            .toList();

    long interval = CappedFlow.DIGEST_INTERVAL_BYTES;
    assertThat(told).extracting(ContentDigest::bytes).containsExactly(interval, 2 * interval);
    assertThat(told).noneMatch(ContentDigest::ended);
    assertThat(told.getFirst())
        .isEqualTo(
            new ContentDigest(ContentFlow.INPUT, 1, false, interval, interval - 10, atFirst));
  }

  @Test
  void eachCopyOfAStatementIsHashedForItself() {
    Tap tap = tap(2);

    pass(tap, new DatabaseEvent.CopyInput(1, text("abc")));
    pass(tap, new DatabaseEvent.CopyInputEnded(1, ""));
    pass(tap, new DatabaseEvent.CopyInput(1, text("x")));
    pass(tap, new DatabaseEvent.CopyInput(2, text("defg")));
    pass(
        tap,
        new DatabaseEvent.StatementEnded(2, 1, StatementOutcome.COMPLETED, "COPY 1", 0, "", ""));

    assertThat(recording.events())
        .containsExactly(
            new DatabaseEvent.CopyInput(1, text("ab")),
            new ContentLimited(ContentFlow.COPY_INPUT, 1, 2),
            new DatabaseEvent.CopyInput(1, over(1)),
            new ContentDigest(ContentFlow.COPY_INPUT, 1, true, 3, 1, sha256("abc")),
            new DatabaseEvent.CopyInputEnded(1, ""),
            new DatabaseEvent.CopyInput(1, text("x")),
            new DatabaseEvent.CopyInput(2, text("de")),
            new ContentLimited(ContentFlow.COPY_INPUT, 2, 2),
            new DatabaseEvent.CopyInput(2, over(2)),
            new ContentDigest(ContentFlow.COPY_INPUT, 2, true, 4, 2, sha256("defg")),
            new DatabaseEvent.StatementEnded(
                2, 1, StatementOutcome.COMPLETED, "COPY 1", 0, "", ""));
  }

  @Test
  void rowsOfASplitResultAreCountedOnce() {
    pass(tap(2), new DatabaseEvent.ResultReturned(1, 7, text("abc")));

    assertThat(recording.events())
        .containsExactly(
            new DatabaseEvent.ResultReturned(1, 7, text("ab")),
            new ContentLimited(ContentFlow.RESULT, 1, 2),
            new DatabaseEvent.ResultReturned(1, 0, over(1)));
  }

  @Test
  void bodiesOfRequestsAreLimitedAndEndWithTheRequest() {
    Tap tap = tap(2);

    pass(tap, new KubernetesEvent.RequestBody(1, text("abc")));
    pass(tap, new KubernetesEvent.RequestBody(2, text("ab")));
    tap.note(List.of(new KubernetesEvent.RequestEnded(1, RequestOutcome.COMPLETED)));

    assertThat(recording.events())
        .endsWith(
            new KubernetesEvent.RequestBody(2, text("ab")),
            new ContentDigest(ContentFlow.REQUEST_BODY, 1, true, 3, 1, sha256("abc")),
            new KubernetesEvent.RequestEnded(1, RequestOutcome.COMPLETED));
  }

  @Test
  void whatIsWithheldForAnotherReasonIsNoPartOfTheCount() {
    Tap tap = tap(2);
    Event secret =
        new KubernetesEvent.RequestBody(1, new Content.Withheld(WithheldReason.SECRET, 100));

    pass(tap, new KubernetesEvent.RequestBody(1, text("a")));
    pass(tap, secret);
    pass(tap, new KubernetesEvent.RequestBody(1, text("b")));

    assertThat(recording.events())
        .containsExactly(
            new KubernetesEvent.RequestBody(1, text("a")),
            secret,
            new KubernetesEvent.RequestBody(1, text("b")));
  }

  @Test
  void theBytesOfTheUnitStayWhereTheyAreForWhoForwardsThem() {
    ByteBuffer bytes = ByteBuffer.wrap("xxabcdefyy".getBytes(StandardCharsets.UTF_8), 2, 6);

    pass(tap(3), new Event.Output(1, new Content.Clear(bytes)));

    assertThat(bytes.position()).isEqualTo(2);
    assertThat(bytes.remaining()).isEqualTo(6);
    assertThat(recording.events()).startsWith(new Event.Output(1, text("abc")));
  }

  @Test
  void budgetUsedUpThenNothingMoreOfTheSessionPassesAlsoWithBestEffort() {
    for (Demand demand : Demand.values()) {
      Tap tap = tap(ContentLimits.UNLIMITED, 8, demand);
      assertThat(Tap.isAccepted(tap.accept(new Event.Output(1, text("12345"))))).isTrue();

      CompletableFuture<Void> beyond = tap.accept(new Event.Output(1, text("6789")));

      assertThat(beyond).isCompletedExceptionally();
      var why = Tap.asRecordingException(beyond.exceptionNow());
      assertThat(why.reason()).isEqualTo(EndReason.BYTE_BUDGET);
      assertThat(why.explanation()).contains("8B");
      // It does not go on with what is small enough, but says how it ended.
      assertThat(tap.accept(new Event.Output(1, text("6")))).isCompletedExceptionally();
      assertThat(Tap.isAccepted(tap.accept(new Event.StreamClosed(1)))).isTrue();
    }
    assertThat(recording.events())
        .containsExactly(
            new Event.Output(1, text("12345")),
            new Event.StreamClosed(1),
            new Event.Output(1, text("12345")),
            new Event.StreamClosed(1));
  }

  @Test
  void whatIsNotKeptCostsNoBudget() {
    Tap tap = tap(4, 5, Demand.REQUIRED);

    assertThat(Tap.isAccepted(tap.accept(new Event.Output(1, text("1234567890"))))).isTrue();
  }

  @Test
  void littleOfTheBudgetIsLeftThenThePersonIsWarnedOnce() {
    Tap tap = tap(ContentLimits.UNLIMITED, 1024, Demand.REQUIRED);
    List<String> warnings = new ArrayList<>();
    tap.whenBudgetNears(warnings::add);

    pass(tap, new Event.Output(1, Content.of(new byte[800])));
    assertThat(warnings).isEmpty();
    pass(tap, new Event.Output(1, Content.of(new byte[150])));
    pass(tap, new Event.Output(1, Content.of(new byte[10])));

    assertThat(warnings)
        .containsExactly(
            "90% of this session's budget of 1KiB of recorded content are used; it ends when all"
                + " is");
  }
}
