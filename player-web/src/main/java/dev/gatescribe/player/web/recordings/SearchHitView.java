package dev.gatescribe.player.web.recordings;

import dev.gatescribe.recording.search.SearchHit;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A place where a phrase was found, as the REST API shows it. */
@Schema(name = "SearchHit")
public record SearchHitView(
    @Schema(description = "Id of the recording") String recording,
    @Schema(description = "ssh, postgresql or kubernetes") String protocol,
    @Schema(description = "Who") String principal,
    @Schema(description = "Where") String target,
    @Schema(description = "As whom") String login,
    @Schema(description = "When the session started, ISO 8601 in UTC") String startedAt,
    @Schema(
            description = "What the text is of",
            enumeration = {
              "output",
              "input",
              "command",
              "statement",
              "value",
              "request",
              "message"
            })
        String kind,
    @Schema(description = "Number of the stream; 0 where there is none") int stream,
    @Schema(description = "When it was there, since the start of the session") long offsetMillis,
    @Schema(description = "Sequence number of the event that brought it") long sequence,
    @Schema(description = "Text in front of it, on the same line") String before,
    @Schema(description = "The phrase as it stands there") String found,
    @Schema(description = "Text behind it, on the same line") String after) {

  private static final long MICROS_PER_MILLI = 1000;

  /** The view of a hit. */
  public static SearchHitView of(SearchHit hit) {
    return new SearchHitView(
        hit.session().id().toString(),
        hit.session().protocol().code(),
        hit.session().principal(),
        hit.session().target(),
        hit.session().login(),
        hit.session().startedAt().toString(),
        hit.kind().code(),
        hit.stream(),
        hit.offsetMicros() / MICROS_PER_MILLI,
        hit.sequence(),
        hit.before(),
        hit.found(),
        hit.after());
  }
}
