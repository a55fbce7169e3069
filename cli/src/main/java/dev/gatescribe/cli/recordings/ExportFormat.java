package dev.gatescribe.cli.recordings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What a recording can be exported as. */
enum ExportFormat {
  /** One stream, for asciinema. */
  ASCIICAST_V3("asciicast-v3"),
  /** A line of JSON for each event. */
  JSON_LINES("jsonl");

  private final String code;

  ExportFormat(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }

  /** Reads the code that people type. */
  static final class Converter implements ITypeConverter<ExportFormat> {
    @Override
    public ExportFormat convert(String text) {
      for (ExportFormat format : values()) {
        if (format.code.equals(text)) {
          return format;
        }
      }
      throw new TypeConversionException(
          "'"
              + text
              + "' is no format; expected "
              + Arrays.stream(values())
                  .map(format -> format.code)
                  .collect(Collectors.joining(" or ")));
    }
  }

  /** The formats' codes, for the help text. */
  static final class Codes extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Codes() {
      for (ExportFormat format : values()) {
        add(format.code);
      }
    }
  }
}
