package dev.gatescribe.player.web.recordings;

import dev.gatescribe.player.web.recordings.EventDocument.ResourceDocument;
import dev.gatescribe.player.web.recordings.EventDocument.WithheldDocument;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What OpenAPI says of stories; {@code StoryJson} writes them. */
final class StoryDocuments {
  private StoryDocuments() {}

  /** The beginning of a content. */
  @Schema(name = "KeptContent", description = "The beginning of a content, as text or as data.")
  record KeptContentDocument(
      @Schema(description = "Where the bytes are UTF-8") @Nullable String text,
      @Schema(format = "byte", description = "Where they are not, in base64") @Nullable String data,
      @Schema(required = true, description = "How many bytes there were in all") long length,
      @Schema(description = "That the recording has more of it") @Nullable Boolean cut,
      @Schema(description = "That some of it is not in the recording")
          @Nullable WithheldDocument withheld) {}

  /** A bound value. */
  @Schema(name = "BoundValue", description = "A value that was bound: null, text or hex.")
  record ValueDocument(
      @Schema(required = true, description = "Object id of the type; 0 if it is not known")
          long type,
      @Schema(name = "null", description = "True for NULL") @Nullable Boolean isNull,
      @Nullable String text,
      @Schema(description = "Bytes whose meaning is not known, in hexadecimal")
          @Nullable String hex,
      @Schema(description = "How many bytes the value has") @Nullable Long length,
      @Schema(description = "That this is its beginning") @Nullable Boolean cut) {}

  /** One SQL command of a statement. */
  @Schema(name = "StatementPart", description = "How one SQL command came out.")
  record PartDocument(
      int part,
      @Schema(description = "Microseconds since the recording was opened") long endedMicros,
      @Schema(enumeration = {"completed", "failed", "suspended", "empty", "skipped"})
          String outcome,
      @Schema(description = "Command tag; for a failure its severity") String tag,
      @Schema(description = "How many were returned to the client") long rows,
      @Nullable String sqlState,
      @Nullable String message) {}

  /** A statement. */
  @Schema(
      name = "Statement",
      description = "One thing that the client of a database session had executed.")
  record StatementDocument(
      @Schema(required = true, description = "From 1; unique in the recording") int statement,
      @Schema(required = true, description = "Of the event with which it started") long sequence,
      @Schema(required = true, description = "Microseconds since the recording was opened")
          long offsetMicros,
      @Schema(description = "Until its last known part; missing while it runs")
          @Nullable Long durationMicros,
      @Schema(
              required = true,
              enumeration = {"simple-query", "portal", "function-call"})
          String form,
      @Nullable String portal,
      @Schema(description = "Name of the prepared statement") @Nullable String prepared,
      @Schema(description = "What was executed; missing if it is not known")
          @Nullable KeptContentDocument sql,
      @Schema(description = "Object id of the function of a function call") @Nullable Long function,
      @Schema(description = "In the order of the parameters") @Nullable List<ValueDocument> values,
      @Schema(description = "Whether values are all of them") @Nullable Boolean valuesComplete,
      @Schema(required = true, description = "How many were returned, in all parts") long rows,
      @Nullable Long resultBytes,
      @Schema(description = "What the client sent for a COPY") @Nullable Long copiedBytes,
      @Schema(description = "Why the client gave the COPY up") @Nullable String copyFailure,
      @Schema(
              required = true,
              enumeration = {"idle", "in-transaction", "failed"})
          String transactionBefore,
      @Schema(
              required = true,
              enumeration = {"idle", "in-transaction", "failed"})
          String transactionAfter,
      @Schema(required = true, description = "Whether the client asked for that while it ran")
          boolean cancelled,
      @Schema(required = true, description = "One for each SQL command that was reached")
          List<PartDocument> parts,
      @Schema(description = "How many more parts there were") @Nullable Long moreParts,
      @Schema(description = "Of what was copied or returned, what is not kept to its end")
          @Nullable List<LimitedDocument> limited) {}

  /** A direction that is not kept to its end. */
  @Schema(name = "LimitedContent", description = "A direction of which the beginning is kept.")
  record LimitedDocument(
      @Schema(required = true) String flow,
      @Nullable Integer stream,
      @Nullable Integer statement,
      @Nullable Integer request,
      @Schema(required = true, description = "How many bytes are in the recording") long keptBytes,
      @Schema(description = "Whether its end is known") @Nullable Boolean ended,
      @Schema(description = "How many bytes the hash covers, from the first on")
          @Nullable Long bytes,
      @Schema(description = "How many of these are not in the recording")
          @Nullable Long withheldBytes,
      @Schema(description = "In lower-case hexadecimal") @Nullable String sha256) {}

  /** A stream of a request. */
  @Schema(name = "AttachedStream")
  record StreamDocument(
      int stream,
      @Schema(enumeration = {"exec", "attach", "port-forward"}) String purpose,
      @Schema(description = "Container or port") String detail) {}

  /** A request. */
  @Schema(name = "Refusal", description = "What the gateway refused.")
  record RefusalDocument(
      @Schema(required = true, description = "In words") String what,
      @Schema(required = true, description = "A reason's code") String reason) {}

  @Schema(name = "Request", description = "One request of a Kubernetes session.")
  record RequestDocument(
      @Schema(required = true, description = "From 1; unique in the recording") int request,
      @Schema(required = true, description = "Of the event with which it started") long sequence,
      @Schema(required = true, description = "Microseconds since the recording was opened")
          long offsetMicros,
      @Schema(description = "Missing while it runs") @Nullable Long durationMicros,
      @Schema(required = true) String method,
      @Schema(required = true, description = "Of Kubernetes' authorisation") String verb,
      @Schema(required = true) ResourceDocument resource,
      @Schema(required = true) String userAgent,
      @Schema(required = true, description = "Path and query") KeptContentDocument path,
      @Schema(description = "What the client sent") @Nullable KeptContentDocument body,
      @Schema(description = "Of HTTP") @Nullable Integer status,
      @Nullable String contentType,
      @Schema(description = "What the API server answered") @Nullable KeptContentDocument response,
      @Schema(description = "Of the streams that it has become") @Nullable String protocol,
      @Schema(required = true) List<StreamDocument> streams,
      @Schema(description = "How many more streams there were") @Nullable Long moreStreams,
      @Schema(description = "What the gateway refused, and why") @Nullable RefusalDocument refusal,
      @Schema(
              description = "Missing while it runs",
              enumeration = {"completed", "client-closed", "target-closed", "refused", "failed"})
          @Nullable String outcome,
      @Schema(description = "Bodies and directions of streams that are not kept to their end")
          @Nullable List<LimitedDocument> limited) {}
}
