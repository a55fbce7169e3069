package dev.gatescribe.cli.recordings;

import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.recording.export.Asciicast;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
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
    description = "Write a recording in the format of another tool.",
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
      completionCandidates = Formats.class,
      converter = Format.Converter.class)
  private Format format;

  @Option(
      names = "--stream",
      paramLabel = "N",
      description = "Which stream (default: the first with a terminal).")
  private @Nullable Integer stream;

  @Option(names = "--input", description = "Export what was typed, too.")
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
    Path file = output;
    if (file == null) {
      PrintWriter out = spec.commandLine().getOut();
      write(reader, out);
      out.flush();
    } else {
      try (var writer = Files.newBufferedWriter(file)) {
        write(reader, writer);
      }
    }
    return ExitCode.OK;
  }

  private void write(RecordingReader reader, Appendable out) throws IOException {
    switch (format) {
      case ASCIICAST_V3 -> {
        OptionalInt chosen = stream == null ? OptionalInt.empty() : OptionalInt.of(stream);
        new Asciicast(reader, input).write(chosen, out);
      }
    }
  }

  /** What can be written. */
  enum Format {
    ASCIICAST_V3("asciicast-v3");

    private final String code;

    Format(String code) {
      this.code = code;
    }

    /** Reads the code that people type. */
    static final class Converter implements picocli.CommandLine.ITypeConverter<Format> {
      @Override
      public Format convert(String text) {
        for (Format format : values()) {
          if (format.code.equals(text)) {
            return format;
          }
        }
        throw new picocli.CommandLine.TypeConversionException(
            "'" + text + "' is no format; expected asciicast-v3");
      }
    }
  }

  /** The formats' codes, for the help text. */
  static final class Formats extends java.util.ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Formats() {
      for (Format format : Format.values()) {
        add(format.code);
      }
    }
  }
}
