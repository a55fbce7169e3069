package dev.gatescribe.cli.recordings;

import dev.gatescribe.recording.read.RecordingState;
import dev.gatescribe.recording.read.RecordingSummary;

/** How people are told what state a recording is in. */
final class SummaryText {
  /** What has no manifest: most often somebody is still logged in, and nothing is wrong. */
  static final String NOT_FINISHED = "not finished";

  private SummaryText() {}

  static String state(RecordingSummary summary) {
    return summary.state() == RecordingState.INCOMPLETE ? NOT_FINISHED : summary.state().code();
  }

  /** What is wrong, or nothing; that a manifest is still to come is said by the state. */
  static String problem(RecordingSummary summary) {
    return summary.state() == RecordingState.INCOMPLETE ? "" : summary.problem();
  }
}
