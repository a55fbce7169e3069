package dev.gatescribe.cli.recordings;

import dev.gatescribe.cli.CommandFailedException;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.terminal.BorrowedTerminal;
import dev.gatescribe.cli.terminal.SafeTerminalOutput;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.LimitEvent;
import dev.gatescribe.session.event.TimedEvent;
import dev.gatescribe.session.event.WithheldReason;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "play",
    description = {
      "Play a recording in this terminal, as it was.",
      "Of a session with a terminal or a command its output, also of an exec on a cluster;",
      "of a database session its statements. Ctrl-C stops it."
    },
    mixinStandardHelpOptions = true)
final class PlayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
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

  @Option(
      names = "--stream",
      paramLabel = "N",
      description = "Which stream (default: the first with a terminal).")
  private @Nullable Integer stream;

  @Option(
      names = "--json",
      description = "Print a line of JSON for each statement of a database session.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  PlayCommand() {}

  @Override
  public Integer call() throws IOException, RecordingNotFoundException {
    if (!(speed > 0) || !(idle >= 0)) {
      throw new CommandFailedException("--speed is more than 0, and --idle is not negative");
    }
    RecordingCatalog catalog = store.catalog(RecordingKind.SESSION);
    RecordingReader reader = catalog.open(StoreOptions.resolve(catalog, id));
    SessionDescription description = reader.summary().description();
    Pacing pacing = new Pacing(speed, idle);
    if (description != null && description.protocol() == Protocol.POSTGRESQL) {
      if (stream != null) {
        throw new CommandFailedException("a database session has no streams; leave out --stream");
      }
      new StatementPlayer(spec.commandLine().getOut(), json, pacing).play(reader);
      return ExitCode.OK;
    }
    if (json) {
      throw new CommandFailedException(
          "a terminal is played, not printed; `gatescribe recordings export "
              + reader.id()
              + " --format jsonl` writes JSON");
    }
    int chosen = StoreOptions.cast(reader, false, stream).stream();
    SafeTerminalOutput screen = new SafeTerminalOutput(new FileOutputStream(FileDescriptor.out));
    try (BorrowedTerminal _ = BorrowedTerminal.borrow(screen)) {
      play(reader, chosen, pacing, screen);
    }
    return ExitCode.OK;
  }

  private static void play(
      RecordingReader reader, int chosen, Pacing pacing, SafeTerminalOutput screen)
      throws IOException {
    boolean terminal = false;
    Iterator<TimedEvent> events = reader.eventsFrom(0);
    while (events.hasNext()) {
      TimedEvent timed = events.next();
      if (timed.event() instanceof Event.TerminalOpened(var opened, _, _, _) && chosen == opened) {
        terminal = true;
      }
      Content content = shown(timed.event(), chosen);
      if (content != null) {
        pacing.await(timed.offsetMicros());
        show(content, terminal, screen);
      }
      String limit = said(timed.event(), chosen);
      if (!limit.isEmpty()) {
        say("\r\n[" + limit + "]\r\n", screen);
      }
    }
  }

  private static @Nullable Content shown(Event event, int chosen) {
    if (event instanceof Event.Output(var from, var content) && from == chosen) {
      return content;
    }
    if (event instanceof Event.ErrorOutput(var from, var content) && from == chosen) {
      return content;
    }
    return null;
  }

  /** What is to be said about content that is not there. */
  private static String said(Event event, int chosen) {
    if (!(event instanceof LimitEvent limit)
        || limit.number() != chosen
        || limit.flow().carrier() != ContentFlow.Carrier.STREAM
        || limit.flow() == ContentFlow.INPUT) {
      return "";
    }
    return switch (limit) {
      case LimitEvent.ContentLimited(var flow, _, var kept) ->
          "from here on the " + flow.code() + " is not kept, only its first " + kept + " bytes";
      case LimitEvent.ContentDigest digest when digest.ended() ->
          "the %s was %d bytes, of which %d are not kept; its SHA-256 is %s"
              .formatted(digest.flow().code(), digest.bytes(), digest.withheld(), digest.sha256());
      case LimitEvent.ContentDigest _ -> "";
    };
  }

  private static void say(String text, SafeTerminalOutput screen) throws IOException {
    screen.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), false);
  }

  private static void show(Content content, boolean terminal, SafeTerminalOutput screen)
      throws IOException {
    switch (content) {
      case Content.Clear(var bytes) -> screen.write(bytes, !terminal);
      case Content.Withheld(var reason, var length) -> {
        // Where content stops is said once, and how much it was at its end.
        if (reason != WithheldReason.OVER_LIMIT) {
          say("[" + length + " bytes withheld: " + reason.code() + "]", screen);
        }
      }
    }
  }
}
