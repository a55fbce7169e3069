package dev.gatescribe.recording.story;

import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.WithheldReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Joins the pieces of a content and keeps their beginning. */
final class ContentKeeper {
  private final int mostBytes;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
  private long length;
  private @Nullable WithheldReason withheld;
  private long withheldLength;

  /**
   * @param mostBytes how many bytes are kept; 0 to count only
   */
  ContentKeeper(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  void append(Content content) {
    switch (content) {
      case Content.Clear(var bytes) -> {
        // What is kept is a beginning without gaps, so nothing is kept after something that is not.
        int wanted = kept.size() == length ? mostBytes - kept.size() : 0;
        byte[] taken = new byte[Math.min(wanted, bytes.remaining())];
        bytes.duplicate().get(taken);
        kept.writeBytes(taken);
      }
      case Content.Withheld(var reason, var hidden) -> {
        withheld = reason;
        withheldLength = saturatedSum(withheldLength, hidden);
      }
    }
    length = saturatedSum(length, content.length());
  }

  int keptBytes() {
    return kept.size();
  }

  long length() {
    return length;
  }

  KeptContent content() {
    return new KeptContent(ByteBuffer.wrap(kept.toByteArray()), length, withheld, withheldLength);
  }

  /** A recording may claim any lengths; their sum must not become negative. */
  static long saturatedSum(long first, long second) {
    long sum = first + second;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
