package dev.gatescribe.cli.recordings;

import dev.gatescribe.recording.format.RecordingKind;
import picocli.CommandLine.Option;

/** Which kind of recordings is meant. */
final class KindOption {
  @Option(names = "--audit", description = "Work on the audit log instead of on sessions.")
  private boolean audit;

  RecordingKind kind() {
    return audit ? RecordingKind.AUDIT : RecordingKind.SESSION;
  }
}
