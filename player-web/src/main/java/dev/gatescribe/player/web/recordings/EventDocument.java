package dev.gatescribe.player.web.recordings;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What OpenAPI says of an event; {@link EventJson} writes them. The first three fields are always
 * there, the others where the type has them.
 */
@Schema(
    name = "Event",
    description =
        "One recorded thing. Clients pass over types that they do not know. Bytes are data, or"
            + " withheld; of input only the length is told.")
record EventDocument(
    @Schema(required = true, description = "Place in the recording, from 0, without gaps")
        long sequence,
    @Schema(required = true, description = "Microseconds since the recording was opened")
        long offsetMicros,
    @Schema(
            required = true,
            enumeration = {
              "session-started",
              "session-ended",
              "stream-opened",
              "stream-closed",
              "terminal-opened",
              "terminal-resized",
              "environment-set",
              "shell-started",
              "command-started",
              "output",
              "error-output",
              "input",
              "end-of-input",
              "end-of-output",
              "signal-sent",
              "break-sent",
              "exited",
              "killed",
              "refused",
              "audited",
              "unknown"
            })
        String type,
    @Schema(description = "What SSH calls a channel; unique in the recording")
        @Nullable Integer stream,
    @Schema(format = "byte", description = "The bytes, in base64") @Nullable String data,
    @Schema(description = "That bytes passed and are not in the recording")
        @Nullable WithheldDocument withheld,
    @Schema(description = "How many bytes, where they are not told") @Nullable Long length,
    @Nullable Integer columns,
    @Nullable Integer rows,
    @Nullable String terminalType,
    @Schema(description = "content, metadata or opaque") @Nullable String visibility,
    @Schema(description = "Of an environment variable") @Nullable String name,
    @Schema(description = "By its name without SIG") @Nullable String signal,
    @Nullable Boolean coreDumped,
    @Nullable String message,
    @Nullable Long millis,
    @Schema(description = "Exit status") @Nullable Long status,
    @Schema(description = "What was refused") @Nullable String what,
    @Schema(description = "A reason code") @Nullable String reason,
    @Nullable String detail,
    @Nullable String protocol,
    @Nullable String principal,
    @Nullable String target,
    @Nullable String login,
    @Schema(description = "Number of a kind that this release does not know")
        @Nullable Integer kind) {

  /** Why bytes are not there, and how many they were. */
  @Schema(name = "Withheld")
  record WithheldDocument(String reason, long length) {}
}
