package dev.gatescribe.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.ContentLimits;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.RecordingTerms.Demand;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.LimitEvent.ContentDigest;
import dev.gatescribe.session.event.LimitEvent.ContentLimited;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random streams against a reference that keeps every byte and looks at them at the end. */
@Timeout(120)
class ContentLimiterPropertyTest {
  private static final int ROUNDS = 300;
  private static final List<ContentFlow> DIRECTIONS =
      List.of(ContentFlow.INPUT, ContentFlow.OUTPUT, ContentFlow.ERROR_OUTPUT);

  static List<Long> seeds() {
    Long given = Long.getLong("gatescribe.seed");
    return given != null ? List.of(given) : new Random().longs(ROUNDS).boxed().toList();
  }

  /** What passed in one direction of one stream, as the client and the target saw it. */
  private static final class Passed {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean terminal;
  }

  private final KeptRecording recording = new KeptRecording();
  private final Map<String, Passed> passed = new TreeMap<>();

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void keptIsTheBeginningCountsAddUpAndHashesAreThoseOfAllBytes(long seed) {
    Random random = new Random(seed);
    long cap = random.nextInt(4) == 0 ? 0 : random.nextInt(200);
    Tap tap =
        new Tap(
            recording,
            new RecordingTerms(
                Demand.REQUIRED,
                Durability.PROCESS,
                new ContentLimits(cap, ContentLimits.UNLIMITED)));
    boolean[] terminal = new boolean[4];
    for (int step = 0; step < 120; step++) {
      play(random, tap, terminal);
    }
    tap.end(EndReason.CLIENT_CLOSED, "");

    passed.forEach((name, what) -> check(name, what, cap));
  }

  private void play(Random random, Tap tap, boolean[] terminal) {
    int stream = 1 + random.nextInt(3);
    switch (random.nextInt(12)) {
      case 0 -> {
        // A terminal that comes later changes nothing for flows that have begun.
        ContentLimiterTest.pass(tap, new Event.TerminalOpened(stream, "vt100", 80, 24));
        terminal[stream] = true;
      }
      case 1 -> ContentLimiterTest.pass(tap, new Event.EndOfInput(stream));
      case 2 -> ContentLimiterTest.pass(tap, new Event.EndOfOutput(stream));
      default -> {
        ContentFlow flow = DIRECTIONS.get(random.nextInt(DIRECTIONS.size()));
        byte[] array = new byte[random.nextInt(90) + 10];
        random.nextBytes(array);
        int from = random.nextInt(10);
        int length = random.nextInt(array.length - from);
        ByteBuffer bytes = ByteBuffer.wrap(array, from, length);
        Passed direction = passed.computeIfAbsent(flow + " " + stream, _ -> new Passed());
        if (direction.bytes.size() == 0 && terminal[stream] && length > 0) {
          direction.terminal |= terminal[stream];
        }
        Content content = new Content.Clear(bytes);
        ContentLimiterTest.pass(
            tap,
            switch (flow) {
              case INPUT -> new Event.Input(stream, content);
              case OUTPUT -> new Event.Output(stream, content);
              default -> new Event.ErrorOutput(stream, content);
            });
        direction.bytes.write(array, from, length);
      }
    }
  }

  private void check(String name, Passed what, long cap) {
    byte[] all = what.bytes.toByteArray();
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    long withheld = 0;
    List<ContentDigest> digests = new ArrayList<>();
    int limits = 0;
    for (Event event : recording.events()) {
      switch (event) {
        case Event.Input(int stream, Content content) when name.equals("INPUT " + stream) ->
            withheld += take(content, kept, withheld);
        case Event.Output(int stream, Content content) when name.equals("OUTPUT " + stream) ->
            withheld += take(content, kept, withheld);
        case Event.ErrorOutput(int stream, Content content)
            when name.equals("ERROR_OUTPUT " + stream) ->
            withheld += take(content, kept, withheld);
        case ContentLimited limited when name.equals(limited.flow() + " " + limited.number()) -> {
          limits++;
          assertThat(limited.kept()).isEqualTo(kept.size()).isEqualTo(cap);
          assertThat(withheld).isZero();
        }
        case ContentDigest digest when name.equals(digest.flow() + " " + digest.number()) -> {
          digests.add(digest);
          assertThat(digest.withheld()).isEqualTo(withheld);
          assertThat(digest.bytes()).isEqualTo(withheld + kept.size());
          assertThat(digest.sha256())
              .isEqualTo(ContentLimiterTest.sha256(Arrays.copyOf(all, (int) digest.bytes())));
        }
        default -> {}
      }
    }
    boolean limited = all.length > cap && !what.terminal;
    assertThat(kept.toByteArray()).isEqualTo(limited ? Arrays.copyOf(all, (int) cap) : all);
    assertThat(kept.size() + withheld).isEqualTo(all.length);
    assertThat(limits).isEqualTo(limited ? 1 : 0);
    if (limited) {
      assertThat(digests.getLast().ended()).isTrue();
      assertThat(digests.getLast().bytes()).isEqualTo(all.length);
    } else {
      assertThat(digests).isEmpty();
    }
  }

  private static long take(Content content, ByteArrayOutputStream kept, long withheldBefore) {
    return switch (content) {
      case Content.Clear(ByteBuffer bytes) -> {
        // Nothing is kept behind something that is not; an empty unit says nothing either way.
        assertThat(withheldBefore == 0 || !bytes.hasRemaining()).isTrue();
        while (bytes.hasRemaining()) {
          kept.write(bytes.get());
        }
        yield 0;
      }
      case Content.Withheld(_, long length) -> length;
    };
  }
}
