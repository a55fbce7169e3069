package dev.gatescribe.player.web.recordings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.player.web.access.CurrentViewer;
import dev.gatescribe.player.web.recordings.StoryDocuments.RequestDocument;
import dev.gatescribe.player.web.recordings.StoryDocuments.StatementDocument;
import dev.gatescribe.recording.export.StoryJson;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.story.RequestStory;
import dev.gatescribe.recording.story.RequestStoryteller;
import dev.gatescribe.recording.story.StatementStory;
import dev.gatescribe.recording.story.StatementStoryteller;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.LiveFeed;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What happened in a database or Kubernetes session, as its statements and requests. */
@Singleton
@Path("/api/recordings")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Recordings")
@APIResponse(responseCode = "401", description = "Nobody is signed in; problem+json")
@APIResponse(responseCode = "400", description = "A parameter is not what it should be")
@APIResponse(responseCode = "404", description = "There is no such recording")
@APIResponse(responseCode = "503", description = "The audit log cannot be written")
public final class StoriesResource {
  private final OpenedRecordings recordings;
  private final StoryPages<StatementStory> statements;
  private final StoryPages<RequestStory> requests;

  public StoriesResource(
      CurrentViewer viewer, RecordingCatalog catalog, LiveFeed liveFeed, AuditLog auditLog) {
    this.recordings = new OpenedRecordings(viewer, new RecordingList(catalog, liveFeed), auditLog);
    this.statements =
        new StoryPages<>(catalog, liveFeed, StatementStoryteller::new, StatementStory::keptBytes);
    this.requests =
        new StoryPages<>(catalog, liveFeed, RequestStoryteller::new, RequestStory::keptBytes);
  }

  /** A page of statements. */
  @Schema(name = "StatementPage")
  public record StatementsAnswer(
      @Schema(
              type = SchemaType.ARRAY,
              implementation = StatementDocument.class,
              description = "Statements to which nothing will be added")
          List<ObjectNode> statements,
      @Schema(
              type = SchemaType.ARRAY,
              implementation = StatementDocument.class,
              description = "Statements that run, or whose last part may not be there yet")
          List<ObjectNode> running,
      @Schema(description = "What to ask for next; null when nothing more will come")
          @Nullable Long next,
      @Schema(description = "Whether the session is running, so that more may come")
          boolean live) {}

  /** A page of requests. */
  @Schema(name = "RequestPage")
  public record RequestsAnswer(
      @Schema(
              type = SchemaType.ARRAY,
              implementation = RequestDocument.class,
              description = "Requests that have ended, in that order")
          List<ObjectNode> requests,
      @Schema(
              type = SchemaType.ARRAY,
              implementation = RequestDocument.class,
              description = "Requests that run")
          List<ObjectNode> running,
      @Schema(description = "What to ask for next; null when nothing more will come")
          @Nullable Long next,
      @Schema(description = "Whether the session is running, so that more may come")
          boolean live) {}

  @GET
  @Path("/{id}/statements")
  @Operation(
      operationId = "getStatements",
      summary = "The statements of a database session, page by page",
      description =
          "A page keeps about 1 MiB of content at most. Ask again with from set to next. Of a live"
              + " session the page may be empty; ask again a little later. Looking at statements is"
              + " written to the audit log.")
  public StatementsAnswer statements(
      @PathParam("id") String id,
      @Parameter(description = "0, or the next of the page before")
          @QueryParam("from")
          @DefaultValue("0")
          long from,
      @Parameter(description = "At most so many, 1 to 500")
          @QueryParam("limit")
          @DefaultValue("500")
          int limit)
      throws IOException {
    check(from, limit);
    var recording = OpenedRecordings.idOf(id);
    return recordings.content(
        recording,
        "statements",
        () -> {
          var page = statements.page(recording, from, limit);
          return new StatementsAnswer(
              page.stories().stream().map(StoryJson::of).toList(),
              page.running().stream().map(StoryJson::of).toList(),
              page.next(),
              page.live());
        });
  }

  @GET
  @Path("/{id}/requests")
  @Operation(
      operationId = "getRequests",
      summary = "The requests of a Kubernetes session, page by page",
      description =
          "A page keeps about 1 MiB of content at most. Ask again with from set to next. Of a live"
              + " session the page may be empty; ask again a little later. Looking at requests is"
              + " written to the audit log.")
  public RequestsAnswer requests(
      @PathParam("id") String id,
      @Parameter(description = "0, or the next of the page before")
          @QueryParam("from")
          @DefaultValue("0")
          long from,
      @Parameter(description = "At most so many, 1 to 500")
          @QueryParam("limit")
          @DefaultValue("500")
          int limit)
      throws IOException {
    check(from, limit);
    var recording = OpenedRecordings.idOf(id);
    return recordings.content(
        recording,
        "requests",
        () -> {
          var page = requests.page(recording, from, limit);
          return new RequestsAnswer(
              page.stories().stream().map(StoryJson::of).toList(),
              page.running().stream().map(StoryJson::of).toList(),
              page.next(),
              page.live());
        });
  }

  private static void check(long from, int limit) {
    if (from < 0 || limit < 1 || limit > StoryPages.PAGE_MAX_STORIES) {
      throw OpenedRecordings.badParameter(
          "from is 0 or more, limit is 1 to " + StoryPages.PAGE_MAX_STORIES + ".");
    }
  }
}
