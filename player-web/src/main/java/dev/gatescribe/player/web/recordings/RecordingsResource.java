package dev.gatescribe.player.web.recordings;

import static dev.gatescribe.player.web.recordings.OpenedRecordings.badParameter;
import static dev.gatescribe.player.web.recordings.OpenedRecordings.idOf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.player.web.access.CurrentViewer;
import dev.gatescribe.player.web.access.Problem;
import dev.gatescribe.player.web.access.ProblemException;
import dev.gatescribe.recording.export.Asciicast;
import dev.gatescribe.recording.export.ContentJson;
import dev.gatescribe.recording.export.EventJson;
import dev.gatescribe.recording.export.JsonLines;
import dev.gatescribe.recording.export.NoSuchStreamException;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingReader;
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
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Recordings: found, read, exported. One for all requests, since it remembers who viewed what. */
@Singleton
@Path("/api/recordings")
@Tag(name = "Recordings")
@APIResponse(responseCode = "401", description = "Nobody is signed in; problem+json")
@APIResponse(responseCode = "400", description = "A parameter is not what it should be")
public final class RecordingsResource {
  /** What a page of the list holds unless asked otherwise. */
  static final int LIST_USUAL = 100;

  /** A summary costs reading a manifest, so a page of the list is bounded. */
  static final int LIST_MOST = 200;

  private static final String ASCIICAST = "asciicast-v3";
  private static final String JSON_LINES = "jsonl";

  /** Typed passwords have no business in a browser. */
  private static final EventJson EVENT_JSON = new EventJson(ContentJson.DATA, false);

  private final CurrentViewer viewer;
  private final RecordingCatalog catalog;
  private final RecordingList list;
  private final EventPages pages;
  private final OpenedRecordings recordings;

  public RecordingsResource(
      CurrentViewer viewer, RecordingCatalog catalog, LiveFeed liveFeed, AuditLog auditLog) {
    this.viewer = viewer;
    this.catalog = catalog;
    this.list = new RecordingList(catalog, liveFeed);
    this.pages = new EventPages(catalog, liveFeed);
    this.recordings = new OpenedRecordings(viewer, list, auditLog);
  }

  /** A page of events. */
  @Schema(name = "EventPage")
  public record EventsAnswer(
      @Schema(
              type = SchemaType.ARRAY,
              implementation = EventDocument.class,
              description = "Events in an unbroken row")
          List<ObjectNode> events,
      @Schema(description = "The sequence number to ask for next; null when there is no more")
          @Nullable Long next,
      @Schema(description = "Whether the session is running, so that more may come")
          boolean live) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "listRecordings",
      summary = "Recordings, newest first",
      description = "Live sessions are in the list too. One damaged recording never hides another.")
  public RecordingList.RecordingPage list(
      @Parameter(description = "At most so many, 1 to 200")
          @QueryParam("limit")
          @DefaultValue("100")
          int limit,
      @Parameter(description = "Only recordings older than the one with this id")
          @QueryParam("before")
          @Nullable String before)
      throws IOException {
    viewer.require();
    if (limit < 1 || limit > LIST_MOST) {
      throw badParameter("limit is 1 to " + LIST_MOST + ".");
    }
    return list.page(limit, before == null ? null : idOf(before));
  }

  @GET
  @Path("/{id}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "getRecording", summary = "One recording")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = RecordingView.class)))
  @APIResponse(responseCode = "404", description = "There is no such recording")
  public RecordingView one(@PathParam("id") String id) throws IOException {
    return recordings.describe(idOf(id));
  }

  @GET
  @Path("/{id}/events")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "getEvents",
      summary = "The events of a recording, page by page",
      description =
          "A page holds about 1 MiB of content at most. Ask again with from set to next. Of a live"
              + " session the page may be empty; ask again a little later. Looking at events is"
              + " written to the audit log.")
  @APIResponse(responseCode = "404", description = "There is no such recording")
  @APIResponse(responseCode = "503", description = "The audit log cannot be written")
  public EventsAnswer events(
      @PathParam("id") String id,
      @Parameter(description = "Sequence number of the first event")
          @QueryParam("from")
          @DefaultValue("0")
          long from,
      @Parameter(description = "At most so many events, 1 to 5000")
          @QueryParam("limit")
          @DefaultValue("5000")
          int limit)
      throws IOException {
    if (from < 0 || limit < 1 || limit > EventPages.PAGE_MAX_EVENTS) {
      throw badParameter("from is 0 or more, limit is 1 to " + EventPages.PAGE_MAX_EVENTS + ".");
    }
    RecordingId recording = idOf(id);
    return recordings.content(
        recording,
        "events",
        () -> {
          EventPages.EventPage page = pages.page(recording, from, limit);
          return new EventsAnswer(
              page.events().stream().map(EVENT_JSON::of).toList(), page.next(), page.live());
        });
  }

  @GET
  @Path("/{id}/export")
  @Operation(
      operationId = "exportRecording",
      summary = "A recording as a file",
      description =
          "asciicast-v3 is one stream, and plays in asciinema; without stream the first one with a"
              + " terminal. jsonl is a line of JSON for each event. Of a live session what is stored"
              + " so far. Input is not exported.")
  @APIResponse(
      responseCode = "200",
      description = "The file",
      content = {
        @Content(mediaType = "application/x-asciicast"),
        @Content(mediaType = "application/jsonl")
      })
  @APIResponse(responseCode = "404", description = "There is no such recording, or no such stream")
  public Response export(
      @PathParam("id") String id,
      @Parameter(description = "asciicast-v3 or jsonl")
          @QueryParam("format")
          @DefaultValue(ASCIICAST)
          String format,
      @Parameter(description = "Number of the stream, for asciicast-v3") @QueryParam("stream")
          @Nullable Integer stream)
      throws IOException {
    if (!format.equals(ASCIICAST) && !format.equals(JSON_LINES)) {
      throw badParameter("format is " + ASCIICAST + " or " + JSON_LINES + ".");
    }
    RecordingId recording = idOf(id);
    OptionalInt chosen = stream == null ? OptionalInt.empty() : OptionalInt.of(stream);
    return recordings.content(
        recording,
        "export",
        () -> {
          RecordingReader reader = catalog.open(recording);
          return format.equals(JSON_LINES)
              ? file("application/jsonl", recording + ".jsonl", new JsonLines(reader, false)::write)
              : file("application/x-asciicast", recording + ".cast", cast(reader, chosen)::write);
        });
  }

  private static Asciicast cast(RecordingReader reader, OptionalInt stream) throws IOException {
    try {
      return Asciicast.of(reader, false, stream);
    } catch (NoSuchStreamException e) {
      throw new ProblemException(
          new Problem(404, "no-such-stream", "There is no such stream: " + e.getMessage() + "."),
          e);
    }
  }

  private interface Writing {
    void write(Writer out) throws IOException;
  }

  private static Response file(String type, String name, Writing writing) {
    StreamingOutput body =
        out -> {
          Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          writing.write(writer);
          writer.flush();
        };
    return Response.ok(body)
        .type(type)
        .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
        .build();
  }
}
