package dev.gatescribe.cli.recordings;

import dev.gatescribe.cli.CommandFailedException;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.recording.export.JsonLines;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    description = {
      "Write a recording as asciicast-v3 or as jsonl.",
      "asciicast-v3 is one stream, and plays in asciinema; jsonl a line of JSON for each event."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions store;
  @Mixin private KindOption kind;

  @Parameters(paramLabel = "ID", description = "The recording's id, or its beginning or end.")
  private String id;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = {
        "One of: ${COMPLETION-CANDIDATES}. Default: asciicast-v3 for an SSH session and for one",
        "that had a terminal, else jsonl."
      },
      completionCandidates = ExportFormat.Codes.class,
      converter = ExportFormat.Converter.class)
  private @Nullable ExportFormat format;

  @Option(
      names = "--stream",
      paramLabel = "N",
      description = "Which stream of an asciicast (default: the first with a terminal).")
  private @Nullable Integer stream;

  @Option(names = "--input", description = "Export what was typed into terminals, too.")
  private boolean input;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to write (default: standard output).")
  private @Nullable Path output;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ExportCommand() {}

  @Override
  public Integer call() throws IOException, RecordingNotFoundException {
    RecordingCatalog catalog = store.catalog(kind.kind());
    RecordingReader reader = catalog.open(StoreOptions.resolve(catalog, id));
    ExportFormat chosen = format != null ? format : fitting(reader);
    Writing writing = writing(reader, chosen);
    Path file = output;
    if (file == null) {
      PrintWriter out = spec.commandLine().getOut();
      writing.write(out);
      out.flush();
    } else {
      Path folder = file.toAbsolutePath().normalize().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        throw new CommandFailedException("there is no directory " + folder + " to write into");
      }
      try (var writer = Files.newBufferedWriter(file)) {
        writing.write(writer);
      }
      spec.commandLine()
          .getErr()
          .println(
              "wrote "
                  + Figures.bytes(Files.size(file))
                  + " of "
                  + chosen.code()
                  + " to "
                  + file.toAbsolutePath().normalize());
    }
    return ExitCode.OK;
  }

  private interface Writing {
    void write(Appendable out) throws IOException;
  }

  /** What cannot be exported is said before any file is made. */
  private Writing writing(RecordingReader reader, ExportFormat chosen) throws IOException {
    return switch (chosen) {
      case ASCIICAST_V3 -> StoreOptions.cast(reader, input, stream)::write;
      case JSON_LINES -> {
        if (stream != null) {
          throw new CommandFailedException("jsonl is the whole recording; --stream is for casts");
        }
        yield new JsonLines(reader, input)::write;
      }
    };
  }

  /** A cast of what has a picture, or of the stream that was asked for; lines of all else. */
  private ExportFormat fitting(RecordingReader reader) throws IOException {
    SessionDescription description = reader.summary().description();
    boolean cast =
        stream != null || (description != null && hasPicture(reader, description.protocol()));
    return cast ? ExportFormat.ASCIICAST_V3 : ExportFormat.JSON_LINES;
  }

  private static boolean hasPicture(RecordingReader reader, Protocol protocol) throws IOException {
    return switch (protocol) {
      case SSH -> true;
      case POSTGRESQL -> false;
      case KUBERNETES, WEB -> {
        AtomicBoolean terminal = new AtomicBoolean();
        reader.forEach(timed -> {
          if (timed.event() instanceof Event.TerminalOpened) {
            terminal.set(true);
          }
        });
        yield terminal.get();
      }
    };
  }
}
