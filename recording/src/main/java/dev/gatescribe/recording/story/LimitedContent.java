package dev.gatescribe.recording.story;

import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.LimitEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A flow of which the recording keeps only the beginning.
 *
 * @param number of its stream, statement or request
 * @param kept how many bytes are in the recording
 * @param digest what is known of all of it; null if the recording ends before anything was told
 */
public record LimitedContent(
    ContentFlow flow, int number, long kept, LimitEvent.@Nullable ContentDigest digest) {

  /** Gathers them from the events of a recording, which it is given in order. */
  public static final class Gatherer {
    private final int most;
    private final List<LimitedContent> gathered = new ArrayList<>();
    private long more;

    /**
     * @param most how many are kept; a recording may claim any number of them
     */
    public Gatherer(int most) {
      this.most = most;
    }

    public void accept(LimitEvent event) {
      switch (event) {
        case LimitEvent.ContentLimited(var flow, var number, var kept) -> {
          if (gathered.size() < most) {
            gathered.add(new LimitedContent(flow, number, kept, null));
          } else {
            more++;
          }
        }
        case LimitEvent.ContentDigest digest -> {
          // The one that was limited last: a statement may copy more than once.
          for (int i = gathered.size() - 1; i >= 0; i--) {
            LimitedContent known = gathered.get(i);
            if (known.flow == digest.flow() && known.number == digest.number()) {
              gathered.set(i, new LimitedContent(known.flow, known.number, known.kept, digest));
              return;
            }
          }
        }
      }
    }

    public List<LimitedContent> gathered() {
      return List.copyOf(gathered);
    }

    /** How many more there were. */
    public long more() {
      return more;
    }
  }

  /** What is known, in a sentence without a full stop. */
  public String text() {
    String what = "the first " + kept + " bytes of this " + flow.code() + " are kept";
    LimitEvent.ContentDigest known = digest;
    if (known == null) {
      return what + "; nothing is known of the rest";
    }
    return what
        + (known.ended() ? "; in all they were " : "; it went on, and the first ")
        + known.bytes()
        + " bytes "
        + (known.ended() ? "with" : "have")
        + " the SHA-256 "
        + known.sha256();
  }
}
