package dev.gatescribe.recording.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.recording.EventSamples;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.LimitEvent;
import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.RequestedResource;
import dev.gatescribe.session.event.StreamPurpose;
import dev.gatescribe.session.event.WithheldReason;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestStorytellerTest {
  private static KubernetesEvent.RequestStarted started(int request) {
    return new KubernetesEvent.RequestStarted(
        request, "GET", "get", RequestedResource.NONE, "kubectl", Content.of("/" + request));
  }

  @Test
  void requestWhoseBodyOrStreamIsNotKeptToTheEndSaysSo() {
    String hash = "0a".repeat(32);
    List<RequestStory> stories =
        Told.all(
            new RequestStoryteller(),
            List.of(
                started(1),
                started(2),
                new KubernetesEvent.StreamAttached(2, 7, StreamPurpose.EXEC, "till"),
                new LimitEvent.ContentLimited(ContentFlow.OUTPUT, 7, 10),
                new LimitEvent.ContentLimited(ContentFlow.REQUEST_BODY, 1, 20),
                new LimitEvent.ContentDigest(ContentFlow.OUTPUT, 7, true, 90, 80, hash),
                new LimitEvent.ContentLimited(ContentFlow.OUTPUT, 8, 10)));

    assertThat(stories.get(0).limited())
        .containsExactly(new LimitedContent(ContentFlow.REQUEST_BODY, 1, 20, null));
    assertThat(stories.get(1).limited())
        .containsExactly(
            new LimitedContent(
                ContentFlow.OUTPUT,
                7,
                10,
                new LimitEvent.ContentDigest(ContentFlow.OUTPUT, 7, true, 90, 80, hash)));
  }

  @Test
  void wholeSessionIsToldAsItsRequestsInTheOrderOfTheirEnds() {
    List<RequestStory> stories =
        Told.all(new RequestStoryteller(), EventSamples.kubernetesSession(EventSamples.ID));

    assertThat(stories).extracting(RequestStory::request).containsExactly(1, 3, 2);
    RequestStory change = stories.get(0);
    assertThat(change.verb()).isEqualTo("patch");
    assertThat(change.resource().name()).isEqualTo("till");
    assertThat(change.path().text()).endsWith("/scale?dryRun=All");
    assertThat(change.body().text()).isEqualTo("{\"spec\":{\"replicas\":3}}");
    assertThat(change.status()).isEqualTo(200);
    assertThat(change.contentType()).isEqualTo("application/json");
    assertThat(change.response().withheldLength()).isEqualTo(812);
    assertThat(change.durationMicros()).isEqualTo(5 * Told.EVENT_EVERY_MICROS);
    assertThat(change.streams()).isEmpty();
    RequestStory refused = stories.get(1);
    assertThat(refused.outcome()).isEqualTo(RequestOutcome.REFUSED);
    assertThat(refused.body().withheld()).isEqualTo(WithheldReason.SECRET);
    RequestStory exec = stories.get(2);
    assertThat(exec.protocol()).isEqualTo("v5.channel.k8s.io");
    assertThat(exec.streams())
        .containsExactly(new RequestStory.AttachedStream(0, StreamPurpose.EXEC, "till"));
  }

  @Test
  void requestThatRunsIsOpenAndOneThatNeverEndsIsToldAtLast() {
    RequestStoryteller teller = new RequestStoryteller();
    Told<RequestStory> told = new Told<>(teller);
    told.add(started(1));
    told.add(new KubernetesEvent.ResponseStarted(1, 200, "text/plain"));

    assertThat(told.stories).isEmpty();
    assertThat(teller.open()).hasSize(1);
    assertThat(teller.open().getFirst().status()).isEqualTo(200);
    assertThat(teller.open().getFirst().durationMicros()).isNull();
    teller.end(told.stories::add);
    assertThat(told.stories).hasSize(1);
    assertThat(told.stories.getFirst().outcome()).isNull();
  }

  @Test
  void bodyInPiecesIsJoinedAndCutWhereItIsTooLong() {
    byte[] piece = new byte[RequestStoryteller.BODY_MAX_BYTES / 2 + 1];
    List<RequestStory> stories =
        Told.all(
            new RequestStoryteller(),
            List.of(
                started(1),
                new KubernetesEvent.RequestBody(1, Content.of(piece)),
                new KubernetesEvent.RequestBody(1, Content.of(piece))));

    KeptContent body = stories.getFirst().body();
    assertThat(body.bytes().remaining()).isEqualTo(RequestStoryteller.BODY_MAX_BYTES);
    assertThat(body.length()).isEqualTo(2L * piece.length);
    assertThat(body.isCut()).isTrue();
  }

  @Test
  void eventsOfARequestThatNeverBeganOrHasEndedAreNoStory() {
    List<RequestStory> stories =
        Told.all(
            new RequestStoryteller(),
            List.of(
                new KubernetesEvent.RequestEnded(7, RequestOutcome.COMPLETED),
                started(1),
                new KubernetesEvent.RequestEnded(1, RequestOutcome.COMPLETED),
                new KubernetesEvent.RequestBody(1, Content.of("late"))));

    assertThat(stories).hasSize(1);
    assertThat(stories.getFirst().body()).isNull();
  }

  @Test
  void openRequestsTakeNoMoreMemoryThanIsGranted() {
    RequestStoryteller teller = new RequestStoryteller();
    Told<RequestStory> told = new Told<>(teller);
    byte[] body = new byte[RequestStoryteller.BODY_MAX_BYTES];
    int count = 1000;
    for (int i = 1; i <= count; i++) {
      told.add(started(i));
      told.add(new KubernetesEvent.RequestBody(i, Content.of(body)));
      told.add(new KubernetesEvent.ResponseBody(i, Content.of(body)));
    }

    long held = teller.open().stream().mapToLong(RequestStory::keptBytes).sum();
    assertThat(held).isLessThanOrEqualTo(RequestStoryteller.OPEN_MAX_BYTES);
    teller.end(told.stories::add);
    assertThat(told.stories)
        .extracting(RequestStory::request)
        .doesNotHaveDuplicates()
        .hasSize(count);
  }
}
