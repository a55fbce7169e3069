package dev.gatescribe.player.web.recordings;

import static dev.gatescribe.player.web.recordings.OpenedRecordings.badParameter;
import static dev.gatescribe.player.web.recordings.OpenedRecordings.idOf;

import dev.gatescribe.player.web.access.CurrentViewer;
import dev.gatescribe.recording.keyframe.ScreenSeek;
import dev.gatescribe.recording.keyframe.ScreenSeek.Moment;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.LiveFeed;
import dev.gatescribe.session.RecordingId;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What a stream of a recording showed at a moment, without playing what came before. */
@Singleton
@Path("/api/recordings")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Recordings")
@APIResponse(responseCode = "401", description = "Nobody is signed in; problem+json")
@APIResponse(responseCode = "400", description = "A parameter is not what it should be")
@APIResponse(responseCode = "404", description = "There is no such recording")
@APIResponse(responseCode = "503", description = "The audit log cannot be written")
public final class ScreensResource {
  private final RecordingCatalog catalog;
  private final ScreenSeek screens;
  private final OpenedRecordings recordings;

  public ScreensResource(
      CurrentViewer viewer,
      RecordingCatalog catalog,
      ScreenSeek screens,
      LiveFeed liveFeed,
      AuditLog auditLog) {
    this.catalog = catalog;
    this.screens = screens;
    this.recordings = new OpenedRecordings(viewer, new RecordingList(catalog, liveFeed), auditLog);
  }

  /** The answer, which may be that there is no key frame. */
  @Schema(name = "ScreenAnswer")
  public record ScreenAnswer(
      @Schema(
              description =
                  "Null where no key frame lies before the moment, as in a live session: play from"
                      + " the start then")
          @Nullable ScreenDocument screen) {}

  /** What brings a terminal to a moment. */
  @Schema(name = "Screen")
  public record ScreenDocument(
      int columns,
      int rows,
      @Schema(description = "Whether the stream had a terminal; else a line feed begins a line")
          boolean hasTerminal,
      @Schema(
              description =
                  "The moment that is shown: the one asked for, or an earlier one if too much lies"
                      + " between it and the key frame")
          long offsetMicros,
      @Schema(description = "Sequence number of the first event that is not shown") long next,
      @Schema(description = "What a terminal of this size, just reset, is to be fed; base64")
          String data) {

    static ScreenDocument of(Moment moment) {
      ByteBuffer repaint = moment.frame().repaint().duplicate();
      byte[] bytes = new byte[repaint.remaining()];
      repaint.get(bytes);
      return new ScreenDocument(
          moment.frame().columns(),
          moment.frame().rows(),
          moment.frame().hasTerminal(),
          moment.offsetMicros(),
          moment.next(),
          Base64.getEncoder().encodeToString(bytes));
    }
  }

  @GET
  @Path("/{id}/streams/{stream}/screen")
  @Operation(
      operationId = "getScreen",
      summary = "What a stream showed at a moment",
      description =
          "Costs the same however long the recording is. Looking at screens is written to the audit"
              + " log.")
  public ScreenAnswer screen(
      @PathParam("id") String id,
      @PathParam("stream") int stream,
      @Parameter(description = "The moment, in microseconds since the session began")
          @QueryParam("at")
          @DefaultValue("0")
          long at)
      throws IOException {
    if (stream < 0 || at < 0) {
      throw badParameter("stream and at are 0 or more.");
    }
    RecordingId recording = idOf(id);
    return recordings.content(
        recording,
        "screens",
        () ->
            new ScreenAnswer(
                screens
                    .at(catalog.open(recording), stream, at)
                    .map(ScreenDocument::of)
                    .orElse(null)));
  }
}
