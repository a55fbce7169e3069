package dev.gatescribe.cli.recordings;

import dev.gatescribe.cli.CommandFailedException;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.recording.export.JsonLines;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
      "Write a recording as asciicast-v3 (one stream, plays in asciinema)",
      "or as jsonl (a line of JSON for each event)."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions store;

  @Parameters(paramLabel = "ID", description = "The recording's id, or its beginning or end.")
  private String id;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      required = true,
      description = "One of: ${COMPLETION-CANDIDATES}.",
      completionCandidates = ExportFormat.Codes.class,
      converter = ExportFormat.Converter.class)
  private ExportFormat format;

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
    RecordingCatalog catalog = store.catalog();
    RecordingReader reader = catalog.open(StoreOptions.resolve(catalog, id));
    Writing writing = writing(reader);
    Path file = output;
    if (file == null) {
      PrintWriter out = spec.commandLine().getOut();
      writing.write(out);
      out.flush();
    } else {
      try (var writer = Files.newBufferedWriter(file)) {
        writing.write(writer);
      }
    }
    return ExitCode.OK;
  }

  private interface Writing {
    void write(Appendable out) throws IOException;
  }

  /** What cannot be exported is said before any file is made. */
  private Writing writing(RecordingReader reader) throws IOException {
    return switch (format) {
      case ASCIICAST_V3 -> StoreOptions.cast(reader, input, stream)::write;
      case JSON_LINES -> {
        if (stream != null) {
          throw new CommandFailedException("jsonl is the whole recording; --stream is for casts");
        }
        yield new JsonLines(reader, input)::write;
      }
    };
  }
}
