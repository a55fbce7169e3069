package dev.gatescribe.cli.custody;

import dev.gatescribe.cli.CommandFailedException;
import dev.gatescribe.session.RecordingId;
import java.util.Locale;
import picocli.CommandLine.Parameters;

/** Which recording. What cannot be undone is asked for by the whole id. */
public final class RecordingOption {
  @Parameters(paramLabel = "ID", description = "The recording's whole id.")
  private String id = "";

  /** Picocli makes it. */
  public RecordingOption() {}

  RecordingId id() {
    try {
      return RecordingId.parse(id.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(
          "give the whole id, 26 characters; `gatescribe recordings list` shows them", e);
    }
  }
}
