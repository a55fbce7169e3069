package dev.gatescribe.recording.text;

import dev.gatescribe.session.event.Content;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The text of one stream of a recording. */
final class StreamText {
  private final TextChunker output;
  private final TextChunker input;
  private @Nullable AppearedLines appeared;
  private @Nullable AppearedLines errors;
  private @Nullable TypedLines typed;
  private boolean terminal;
  private boolean unreadable;

  StreamText(TextChunker output, TextChunker input) {
    this.output = output;
    this.input = input;
  }

  /** Somebody sits at this stream. */
  void terminal() {
    terminal = true;
  }

  /** What passes here is not for people: a forwarded port, a file. */
  void unreadable() {
    unreadable = true;
  }

  void output(long offsetMicros, long sequence, Content content) {
    if (content instanceof Content.Clear(var bytes) && isReadable(bytes)) {
      AppearedLines lines = appeared == null ? new AppearedLines(output::add) : appeared;
      appeared = lines;
      lines.accept(offsetMicros, sequence, bytes);
    }
  }

  void errorOutput(long offsetMicros, long sequence, Content content) {
    if (content instanceof Content.Clear(var bytes) && isReadable(bytes)) {
      AppearedLines lines = errors == null ? new AppearedLines(output::add) : errors;
      errors = lines;
      lines.accept(offsetMicros, sequence, bytes);
    }
  }

  /** Only what is typed at a terminal; what a program is fed with is data. */
  void input(long offsetMicros, long sequence, Content content) {
    if (terminal && content instanceof Content.Clear(var bytes)) {
      TypedLines lines = typed == null ? new TypedLines(input::add) : typed;
      typed = lines;
      lines.accept(offsetMicros, sequence, bytes);
    }
  }

  void end() {
    if (typed != null) {
      typed.end();
    }
    if (appeared != null) {
      appeared.end();
    }
    if (errors != null) {
      errors.end();
    }
    output.flush();
    input.flush();
  }

  /** A zero byte is in no text; where nobody sits at a terminal it says that data passes. */
  private boolean isReadable(ByteBuffer bytes) {
    if (!terminal && !unreadable) {
      for (int i = bytes.position(); i < bytes.limit(); i++) {
        unreadable |= bytes.get(i) == 0;
      }
    }
    return !unreadable;
  }
}
