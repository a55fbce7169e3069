package dev.gatescribe.recording.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.recording.EventSamples;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.StreamPurpose;
import dev.gatescribe.session.event.StreamVisibility;
import dev.gatescribe.session.event.TimedEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingTextTest {
  private final List<TextChunk> chunks = new ArrayList<>();
  private final RecordingText text = new RecordingText(chunks::add, 10_000);
  private long sequence;

  @Test
  void dataPassesWithoutATerminalThenItIsNoText() {
    accept(
        new Event.StreamOpened(1, StreamVisibility.CONTENT),
        new Event.Output(1, Content.of("readable at first\n")),
        new Event.Output(1, Content.of(new byte[] {'x', 0, 'y'})),
        new Event.Output(1, Content.of("a file's content\n")),
        new Event.Input(1, Content.of("what a program is fed with\n")),
        new Event.StreamOpened(2, StreamVisibility.OPAQUE),
        new Event.Output(2, Content.of("opaque\n")),
        new KubernetesEvent.StreamAttached(1, 3, StreamPurpose.PORT_FORWARD, "80"),
        new Event.Output(3, Content.of("forwarded\n")));
    text.end();

    assertThat(chunks).extracting(TextChunk::body).containsExactly("readable at first");
    assertThat(text.isCut()).isFalse();
  }

  @Test
  void moreTextThanTheLimitPassesThenTheRestIsLeftOutAndSaidAndCommandsAreStillTold() {
    accept(new Event.TerminalOpened(1, "xterm", 80, 24));
    for (int i = 0; i < 1000; i++) {
      accept(new Event.Output(1, Content.of("line " + i + " of very many lines\r\n")));
    }
    accept(new Event.CommandStarted(2, Content.of("whoami")));
    text.end();

    assertThat(text.isCut()).isTrue();
    assertThat(chunks.stream().mapToInt(chunk -> chunk.body().length()).sum()).isLessThan(20_000);
    assertThat(chunks).extracting(TextChunk::body).contains("whoami");
  }

  @Test
  void moreStreamsAreOpenThanAreKeptThenTheTextOfAllIsTold() {
    int streams = 2 * RecordingText.MOST_STREAMS;
    for (int i = 0; i < streams; i++) {
      accept(new Event.Output(i, Content.of("stream number " + i)));
    }
    text.end();

    assertThat(chunks).hasSize(streams);
  }

  @Test
  void everyEventOfTheSamplesIsAcceptedThenTextOfACommandIsAmongThem() {
    EventSamples.session().forEach(this::accept);
    text.end();

    assertThat(chunks).isNotEmpty();
  }

  private void accept(Event... events) {
    for (Event event : events) {
      text.accept(new TimedEvent(sequence, sequence * 1000, event));
      sequence++;
    }
  }
}
