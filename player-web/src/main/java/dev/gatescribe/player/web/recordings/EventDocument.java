package dev.gatescribe.player.web.recordings;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What OpenAPI says of an event; {@code EventJson} writes them. The first three fields are always
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
              "target-connected",
              "content-limited",
              "content-digest",
              "startup-parameter-set",
              "statement-prepared",
              "preparation-failed",
              "values-bound",
              "statement-started",
              "client-content-continued",
              "copy-input",
              "copy-input-ended",
              "result-returned",
              "statement-ended",
              "notice-received",
              "notification-received",
              "cancel-requested",
              "transaction-changed",
              "messages-forwarded",
              "request-started",
              "request-body",
              "response-started",
              "response-body",
              "request-upgraded",
              "stream-attached",
              "request-ended",
              "request-refused",
              "unknown"
            })
        String type,
    @Schema(
            description =
                "What SSH calls a channel, and what carries an exec or a forwarded port; unique in"
                    + " the recording")
        @Nullable Integer stream,
    @Schema(format = "byte", description = "The bytes, in base64") @Nullable String data,
    @Schema(description = "That bytes passed and are not in the recording")
        @Nullable WithheldDocument withheld,
    @Schema(description = "How many bytes, where they are not told") @Nullable Long length,
    @Nullable Integer columns,
    @Schema(description = "Of a terminal; of a result or a statement") @Nullable Long rows,
    @Nullable String terminalType,
    @Schema(description = "content, metadata or opaque") @Nullable String visibility,
    @Schema(description = "Of a variable, a parameter, or a prepared statement")
        @Nullable String name,
    @Schema(description = "By its name without SIG") @Nullable String signal,
    @Nullable Boolean coreDumped,
    @Nullable String message,
    @Nullable Long millis,
    @Schema(description = "Exit status; of HTTP") @Nullable Long status,
    @Schema(description = "What was refused") @Nullable String what,
    @Schema(description = "A reason code") @Nullable String reason,
    @Nullable String detail,
    @Schema(description = "Of a session; of the streams that a request has become")
        @Nullable String protocol,
    @Nullable String principal,
    @Nullable String target,
    @Nullable String login,
    @Nullable String clientAddress,
    @Nullable String authentication,
    @Nullable String rule,
    @Nullable String id,
    @Nullable String startedAt,
    @Schema(description = "Of the target, when the session began")
        @Nullable Map<String, String> labels,
    @Schema(description = "Of an audit event") @Nullable String at,
    @Schema(description = "Of an audit event") @Nullable String action,
    @Schema(description = "Of an audit event") @Nullable String session,
    @Schema(description = "Of the gateway, towards the target") @Nullable String localAddress,
    @Nullable Integer localPort,
    @Schema(description = "Of the target") @Nullable String remoteAddress,
    @Nullable Integer remotePort,
    @Schema(description = "Number of a statement, from 1; unique in the recording")
        @Nullable Integer statement,
    @Schema(description = "simple-query, portal or function-call") @Nullable String form,
    @Nullable String portal,
    @Schema(description = "Name of a prepared statement") @Nullable String prepared,
    @Schema(description = "Which statement-prepared of the recording did not hold, from 1")
        @Nullable Integer preparation,
    @Schema(description = "Object ids, 0 where the client left one open")
        @Nullable List<Long> parameterTypes,
    @Schema(description = "Of a statement, from 1") @Nullable Integer part,
    @Schema(description = "Of a statement or a request") @Nullable String outcome,
    @Schema(description = "Command tag; for a failure its severity") @Nullable String tag,
    @Nullable String sqlState,
    @Nullable String severity,
    @Schema(description = "Why the client gave up") @Nullable String failure,
    @Nullable Long processId,
    @Nullable String channel,
    @Schema(description = "idle, in-transaction or failed") @Nullable String transaction,
    @Nullable Long clientMessages,
    @Nullable Long clientBytes,
    @Nullable Long upstreamMessages,
    @Nullable Long upstreamBytes,
    @Schema(description = "Number of a request, from 1; unique in the recording")
        @Nullable Integer request,
    @Nullable String method,
    @Schema(description = "Of Kubernetes' authorisation") @Nullable String verb,
    @Nullable ResourceDocument resource,
    @Nullable String userAgent,
    @Nullable String contentType,
    @Schema(description = "exec, attach or port-forward") @Nullable String purpose,
    @Schema(
            description =
                "Of a direction that is not kept to its end: input, output, error-output,"
                    + " copy-input, result, request-body or response-body")
        @Nullable String flow,
    @Schema(description = "How many bytes of the direction are in the recording")
        @Nullable Long keptBytes,
    @Schema(description = "Whether the direction ended here") @Nullable Boolean ended,
    @Schema(description = "How many bytes the hash covers, from the direction's first on")
        @Nullable Long bytes,
    @Schema(description = "How many of these are not in the recording")
        @Nullable Long withheldBytes,
    @Schema(description = "In lower-case hexadecimal") @Nullable String sha256,
    @Schema(description = "Number of a kind that this release does not know")
        @Nullable Integer kind) {

  /** What a request is about; texts are empty where there is none. */
  @Schema(name = "Resource")
  record ResourceDocument(
      @Schema(description = "Empty for the core group") String group,
      String version,
      String namespace,
      @Schema(description = "Empty for a path that is no resource") String resource,
      String name,
      String subresource) {}

  /** Why bytes are not there, and how many they were. */
  @Schema(name = "Withheld")
  record WithheldDocument(String reason, long length) {}
}
