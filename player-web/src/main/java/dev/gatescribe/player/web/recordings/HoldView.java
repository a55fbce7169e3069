package dev.gatescribe.player.web.recordings;

import dev.gatescribe.recording.custody.Hold;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A hold as the REST API tells it. */
@Schema(name = "Hold", description = "Somebody wants the recording kept.")
public record HoldView(
    String name,
    @Schema(description = "Wall clock, ISO 8601 in UTC") String since,
    @Schema(description = "Who added it, as in the audit log") String by,
    @Schema(description = "One line for people") String reason) {

  static HoldView of(Hold hold) {
    return new HoldView(hold.name(), hold.since().toString(), hold.by(), hold.reason());
  }
}
