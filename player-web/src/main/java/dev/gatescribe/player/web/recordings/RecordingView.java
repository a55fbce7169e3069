package dev.gatescribe.player.web.recordings;

import dev.gatescribe.recording.custody.Hold;
import dev.gatescribe.recording.read.RecordingState;
import dev.gatescribe.recording.read.RecordingSummary;
import dev.gatescribe.session.LiveFeed.LiveRecording;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A recording as the REST API tells it. What is not known is null, or empty where it is a name. */
@Schema(name = "Recording", description = "One session and its recording; the two share an id.")
public record RecordingView(
    @Schema(description = "26 characters; ids sort by time") String id,
    @Schema(description = "ssh, postgresql or kubernetes") String protocol,
    @Schema(description = "Who opened the session") String principal,
    @Schema(description = "What was reached") String target,
    @Schema(description = "The account on the target") String login,
    @Schema(description = "IP address and port of the client") String clientAddress,
    @Schema(description = "How the principal was recognised") String authentication,
    @Schema(description = "The rule that admitted the session") String rule,
    @Schema(description = "What the target was marked with when the session began")
        Map<String, String> labels,
    @Schema(description = "Wall clock, ISO 8601 in UTC") String startedAt,
    @Schema(description = "Until the last known event; null if not known")
        @Nullable Long durationMillis,
    @Schema(
            description =
                "live: being written. sealed: whole and signed. truncated: signed after the gateway"
                    + " was lost. incomplete: without a manifest. deleting: deleted on purpose, the"
                    + " rest goes soon. damaged: not what was written.",
            enumeration = {"live", "sealed", "truncated", "incomplete", "deleting", "damaged"})
        String state,
    @Schema(description = "Code of why the session ended; null if not known")
        @Nullable String endReason,
    @Schema(description = "One line for people; null if there is none") @Nullable String endDetail,
    @Schema(description = "Length of what is stored; null if not known") @Nullable Long bytes,
    @Schema(description = "How many events; null if not known") @Nullable Long events,
    @Schema(description = "What is wrong with what is stored; null if nothing is")
        @Nullable String problem,
    @Schema(description = "What keeps it from being deleted") List<HoldView> holds) {

  private static final long MICROS_PER_MILLI = 1000;

  /** A session that is running. */
  static RecordingView of(LiveRecording live, List<Hold> holds) {
    return describe(
        live.description().id(),
        live.description(),
        RecordingState.LIVE,
        live.elapsedMicros(),
        "",
        "",
        0,
        0,
        "",
        holds);
  }

  /** What a session says of itself, when no more is asked. */
  static RecordingView of(SessionDescription session) {
    return describe(session.id(), session, RecordingState.SEALED, 0, "", "", 0, 0, "", List.of());
  }

  /** What is stored. */
  static RecordingView of(RecordingSummary summary, List<Hold> holds) {
    return describe(
        summary.id(),
        summary.description(),
        summary.state(),
        summary.durationMicros(),
        summary.endReason(),
        summary.endDetail(),
        summary.storedBytes(),
        summary.events(),
        summary.problem(),
        holds);
  }

  private static RecordingView describe(
      RecordingId id,
      @Nullable SessionDescription description,
      RecordingState state,
      long durationMicros,
      String endReason,
      String endDetail,
      long bytes,
      long events,
      String problem,
      List<Hold> holds) {
    return new RecordingView(
        id.toString(),
        description == null ? "" : description.protocol().code(),
        description == null ? "" : description.principal(),
        description == null ? "" : description.target(),
        description == null ? "" : description.login(),
        description == null ? "" : description.clientAddress(),
        description == null ? "" : description.authentication(),
        description == null ? "" : description.rule(),
        description == null ? Map.of() : description.labels().values(),
        (description == null ? id.createdAt() : description.startedAt()).toString(),
        description == null ? null : durationMicros / MICROS_PER_MILLI,
        state.code(),
        orNull(endReason),
        orNull(endDetail),
        bytes == 0 ? null : bytes,
        events == 0 ? null : events,
        orNull(problem),
        holds.stream().map(HoldView::of).toList());
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
