package dev.gatescribe.cli.recordings;

import dev.gatescribe.cli.CommandFailedException;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.terminal.SafeTerminalOutput;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "play",
    description = "Play a recording in this terminal, as it was. Ctrl-C stops it.",
    mixinStandardHelpOptions = true)
final class PlayCommand implements Callable<Integer> {
  private static final double NANOS_PER_MICRO = 1000.0;
  private static final double MICROS_PER_SECOND = 1_000_000.0;

  @Mixin private StoreOptions store;

  @Parameters(paramLabel = "ID", description = "The recording's id, or its beginning or end.")
  private String id;

  @Option(names = "--speed", paramLabel = "X", description = "How many times as fast (default: 1).")
  private double speed = 1;

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      description = "Shorten longer pauses to this (default: 2).")
  private double idle = 2;

  @Option(names = "--stream", paramLabel = "N", description = "Which stream (default: the first).")
  private @Nullable Integer stream;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  PlayCommand() {}

  @Override
  public Integer call() throws IOException, RecordingNotFoundException {
    if (!(speed > 0) || !(idle >= 0)) {
      throw new CommandFailedException("--speed is more than 0, and --idle is not negative");
    }
    RecordingCatalog catalog = store.catalog();
    RecordingReader reader = catalog.open(StoreOptions.resolve(catalog, id));
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    SafeTerminalOutput screen = new SafeTerminalOutput(out);
    try {
      play(reader, screen);
    } finally {
      screen.leave();
    }
    return ExitCode.OK;
  }

  private void play(RecordingReader reader, SafeTerminalOutput screen) throws IOException {
    Integer chosen = stream;
    boolean terminal = false;
    long lastMicros = 0;
    Iterator<TimedEvent> events = reader.eventsFrom(0);
    while (events.hasNext()) {
      TimedEvent timed = events.next();
      if (timed.event() instanceof Event.StreamOpened(var opened, _) && chosen == null) {
        chosen = opened;
      }
      if (timed.event() instanceof Event.TerminalOpened(var opened, _, _, _)
          && chosen != null
          && chosen == opened) {
        terminal = true;
      }
      Content content = shown(timed.event(), chosen);
      if (content != null) {
        pause(timed.offsetMicros() - lastMicros);
        lastMicros = timed.offsetMicros();
        show(content, terminal, screen);
      }
    }
  }

  private static @Nullable Content shown(Event event, @Nullable Integer chosen) {
    if (event instanceof Event.Output(var from, var content) && chosen != null && from == chosen) {
      return content;
    }
    if (event instanceof Event.ErrorOutput(var from, var content)
        && chosen != null
        && from == chosen) {
      return content;
    }
    return null;
  }

  private static void show(Content content, boolean terminal, SafeTerminalOutput screen)
      throws IOException {
    switch (content) {
      case Content.Clear(var bytes) -> screen.write(bytes, !terminal);
      case Content.Withheld(var reason, var length) ->
          screen.write(
              java.nio.ByteBuffer.wrap(
                  ("[" + length + " bytes withheld: " + reason.code() + "]")
                      .getBytes(StandardCharsets.UTF_8)),
              false);
    }
  }

  private void pause(long micros) {
    double shortened = Math.min((double) micros, idle * MICROS_PER_SECOND) / speed;
    long until = System.nanoTime() + (long) (shortened * NANOS_PER_MICRO);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
