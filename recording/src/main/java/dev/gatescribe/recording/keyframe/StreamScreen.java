package dev.gatescribe.recording.keyframe;

import dev.gatescribe.recording.screen.TerminalScreen;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What the player shows of one stream: the same strokes as in the browser's {@code strokes.ts}. */
final class StreamScreen {
  private static final String BOLD = "\u001b[1m";
  private static final String CYAN = "\u001b[36m";
  private static final String RED = "\u001b[31m";
  private static final String INVERSE = "\u001b[7m";
  private static final String PLAIN = "\u001b[0m";
  private static final String DEFAULT_COLOUR = "\u001b[39m";

  private final TerminalScreen screen;
  private boolean hasTerminal;
  private boolean changed = true;

  private StreamScreen(TerminalScreen screen, boolean hasTerminal) {
    this.screen = screen;
    this.hasTerminal = hasTerminal;
  }

  /** The screen of a stream that begins. */
  static StreamScreen begun() {
    return new StreamScreen(TerminalScreen.plain(), false);
  }

  /** The screen that a key frame shows. */
  static StreamScreen of(KeyFrame frame) {
    TerminalScreen screen = TerminalScreen.of(frame.columns(), frame.rows());
    screen.feed(frame.repaint());
    screen.returnOnLineFeed(!frame.hasTerminal());
    return new StreamScreen(screen, frame.hasTerminal());
  }

  KeyFrame frame() {
    return new KeyFrame(
        screen.columns(), screen.rows(), hasTerminal, ByteBuffer.wrap(screen.repaint()));
  }

  /** Whether something was shown since this was last asked. */
  boolean hasChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /** The stream on whose screen an event is seen; -1 if on none. */
  static int shownBy(Event event) {
    if (event instanceof Event.Output output) {
      return output.stream();
    }
    if (event instanceof Event.ErrorOutput output) {
      return output.stream();
    }
    if (event instanceof Event.TerminalOpened opened) {
      return opened.stream();
    }
    if (event instanceof Event.TerminalResized resized) {
      return resized.stream();
    }
    if (event instanceof Event.CommandStarted started) {
      return started.stream();
    }
    if (event instanceof Event.Exited exited) {
      return exited.stream();
    }
    return -1;
  }

  /** Does what an event of this stream does to its screen. */
  void show(Event event) {
    changed = true;
    if (event instanceof Event.Output(_, var content)) {
      content(content);
    } else if (event instanceof Event.ErrorOutput(_, var content)) {
      // A terminal has one stream only; where standard error comes apart, it is tinted.
      write(hasTerminal ? "" : RED);
      content(content);
      write(hasTerminal ? "" : DEFAULT_COLOUR);
    } else if (event instanceof Event.TerminalOpened(_, _, var columns, var rows)) {
      hasTerminal = true;
      screen.returnOnLineFeed(false);
      screen.resize(columns, rows);
    } else if (event instanceof Event.TerminalResized(_, var columns, var rows)) {
      screen.resize(columns, rows);
    } else if (event instanceof Event.CommandStarted(_, var command)) {
      write(hasTerminal ? "" : BOLD + "$ " + line(command) + PLAIN + "\r\n");
    } else if (event instanceof Event.Exited(_, var status)) {
      write(hasTerminal ? "" : CYAN + "[exited with status " + status + "]" + PLAIN + "\r\n");
    }
  }

  private void content(Content content) {
    switch (content) {
      case Content.Clear(var bytes) -> screen.feed(bytes);
      case Content.Withheld withheld -> write(INVERSE + told(withheld) + PLAIN);
    }
  }

  private void write(String text) {
    screen.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String told(Content.Withheld withheld) {
    String unit = withheld.length() == 1 ? "byte" : "bytes";
    return "[" + withheld.length() + " " + unit + " withheld: " + withheld.reason().code() + "]";
  }

  /** What a person typed, made harmless for one line. */
  private static String line(Content command) {
    return switch (command) {
      case Content.Clear(var bytes) -> {
        StringBuilder visible = new StringBuilder();
        StandardCharsets.UTF_8
            .decode(bytes.duplicate())
            .codePoints()
            .forEach(character -> visible.append(visible(character)));
        yield visible.toString();
      }
      case Content.Withheld withheld -> told(withheld);
    };
  }

  private static String visible(int character) {
    if (character < 0x20) {
      return "^" + (char) (character + 0x40);
    }
    if (character == 0x7f) {
      return "^?";
    }
    boolean steers = Character.getType(character) == Character.FORMAT;
    if ((character >= 0x80 && character < 0xa0) || steers) {
      return String.format(Locale.ROOT, "<%04x>", character);
    }
    return Character.toString(character);
  }
}
