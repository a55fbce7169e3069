package dev.gatescribe.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.RecordingTerms.Demand;
import dev.gatescribe.session.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TapTest {
  private static final Event FIRST = new Event.StreamClosed(1);
  private static final Event SECOND = new Event.StreamClosed(2);

  private final HeldRecording recording = new HeldRecording();
  private final Tap required = new Tap(recording, terms(Demand.REQUIRED));
  private final Tap bestEffort = new Tap(recording, terms(Demand.BEST_EFFORT));

  private static RecordingTerms terms(Demand demand) {
    return new RecordingTerms(demand, Durability.PROCESS);
  }

  @Test
  void eventsAreAcceptedOnceAllOfThemAre() {
    CompletableFuture<Void> accepted = required.accept(List.of(FIRST, SECOND));

    recording.release(FIRST);
    assertThat(accepted).isNotDone();

    recording.release(SECOND);
    assertThat(Tap.isAccepted(accepted)).isTrue();
    assertThat(recording.events()).containsExactly(FIRST, SECOND);
  }

  @Test
  void recordingBreaksWhileNothingHappensThenTheSessionIsToldIfItMayNotGoOn() {
    List<String> told = new ArrayList<>();
    required.whenBroken(why -> told.add("required: " + why.getMessage()));
    bestEffort.whenBroken(why -> told.add("best effort: " + why.getMessage()));
    assertThat(told).isEmpty();

    recording.breakWith(new RecordingException("the disk is full"));

    assertThat(told).containsExactly("required: the disk is full");
    assertThat(Tap.isAccepted(bestEffort.accept(FIRST))).isTrue();
    assertThat(recording.events()).isEmpty();
  }

  @Test
  void nothingToRecordIsAcceptedAtOnce() {
    assertThat(Tap.isAccepted(required.accept(List.of()))).isTrue();
  }

  @Test
  void whoWaitsGoesOnWhenTheRecorderHasAccepted() throws Exception {
    CompletableFuture<Void> forwarded = new CompletableFuture<>();
    Thread relay =
        Thread.ofVirtual()
            .start(() -> {
              try {
                required.acceptNow(List.of(FIRST, SECOND));
                forwarded.complete(null);
              } catch (RecordingException | InterruptedException failure) {
                forwarded.completeExceptionally(failure);
              }
            });
    recording.awaitEvents(2);
    recording.release(FIRST);
    assertThat(forwarded).isNotDone();

    recording.release(SECOND);

    forwarded.get(10, TimeUnit.SECONDS);
    relay.join();
  }

  @Test
  void aRecorderThatFailsLaterIsSaidToWhoWaitsAndToWhoDoesNot() {
    CompletableFuture<Void> accepted = required.accept(List.of(FIRST));
    recording.fail("the disk is full");

    assertThat(accepted).isCompletedExceptionally();
    assertThat(Tap.asRecordingException(accepted.exceptionNow())).hasMessage("the disk is full");
    assertThatThrownBy(() -> required.acceptNow(SECOND))
        .isInstanceOf(RecordingException.class)
        .hasMessage("the disk is full");
  }

  @Test
  void aRecorderThatThrowsHasFailed() {
    recording.breakDown();

    assertThatThrownBy(() -> required.acceptNow(FIRST))
        .isInstanceOf(RecordingException.class)
        .hasMessage("the recorder failed");
  }

  @Test
  void withBestEffortASessionOutlivesItsRecordingAndTriesNoMore() throws Exception {
    CompletableFuture<Void> accepted = bestEffort.accept(FIRST);
    recording.fail("the disk is full");

    assertThat(Tap.isAccepted(accepted)).isTrue();
    bestEffort.acceptNow(List.of(SECOND, SECOND));
    assertThat(recording.events()).containsExactly(FIRST);
  }

  @Test
  void whatIsOverIsNotedUntilTheRecordingEnds() {
    required.note(List.of(FIRST));
    required.end(EndReason.IDLE, "no request");
    required.note(List.of(SECOND));

    assertThat(recording.events()).containsExactly(FIRST);
  }

  @Test
  void aRecordingEndsOnce() {
    required.end(EndReason.IDLE, "no request");
    required.end(EndReason.CLIENT_CLOSED, "");

    assertThat(recording.ends()).containsExactly(EndReason.IDLE);
  }

  @Test
  void whatTheRecorderSaidIsFoundBelowWhatWaited() {
    RecordingException said = new RecordingException("the disk is full");

    assertThat(Tap.asRecordingException(said)).isSameAs(said);
    assertThat(Tap.asRecordingException(new CompletionException(said))).isSameAs(said);
    assertThat(Tap.asRecordingException(new IllegalStateException()))
        .hasMessage("the recorder failed");
  }
}
