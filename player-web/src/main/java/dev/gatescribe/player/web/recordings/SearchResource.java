package dev.gatescribe.player.web.recordings;

import static dev.gatescribe.player.web.recordings.OpenedRecordings.badParameter;

import dev.gatescribe.player.web.access.CurrentViewer;
import dev.gatescribe.player.web.access.Problem;
import dev.gatescribe.player.web.access.ProblemException;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.search.Phrase;
import dev.gatescribe.recording.search.RecordingSearch;
import dev.gatescribe.recording.search.SearchCursor;
import dev.gatescribe.recording.search.SearchHit;
import dev.gatescribe.recording.search.SearchPage;
import dev.gatescribe.recording.search.SearchQuery;
import dev.gatescribe.recording.search.SearchUnavailableException;
import dev.gatescribe.recording.text.TextKind;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.LiveFeed;
import dev.gatescribe.session.Protocol;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Recordings found by what is in them. One for all requests, as it remembers who viewed what. */
@Singleton
@Path("/api/search")
@Tag(name = "Recordings")
public final class SearchResource {
  private final CurrentViewer viewer;
  private final RecordingSearch search;
  private final OpenedRecordings recordings;

  public SearchResource(
      CurrentViewer viewer,
      RecordingSearch search,
      RecordingCatalog catalog,
      LiveFeed liveFeed,
      AuditLog auditLog) {
    this.viewer = viewer;
    this.search = search;
    this.recordings = new OpenedRecordings(viewer, new RecordingList(catalog, liveFeed), auditLog);
  }

  /** A page of hits. */
  @Schema(name = "SearchPage")
  public record SearchAnswer(
      @Schema(description = "Newest recording first, in it from the beginning")
          List<SearchHitView> hits,
      @Schema(description = "What to give as after for the next page; null when there is no more")
          @Nullable String next) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "searchRecordings",
      summary = "Finds words that follow each other in recordings",
      description =
          "Searches what appeared on terminals, lines typed, commands, SQL and calls of the"
              + " Kubernetes API. Words are runs of letters and digits; case and what stands between"
              + " words do not count. Sealed recordings are found, some seconds after their end."
              + " Hits show content, so each recording among them is written to the audit log.")
  @APIResponse(responseCode = "400", description = "A parameter is not what it should be")
  @APIResponse(responseCode = "401", description = "Nobody is signed in; problem+json")
  @APIResponse(responseCode = "503", description = "The index, or the audit log, is not available")
  public SearchAnswer search(
      @Parameter(description = "1 to 16 words", required = true) @QueryParam("phrase")
          @Nullable String phrase,
      @Parameter(description = "Whether the last word is only the beginning of one")
          @QueryParam("prefix")
          @DefaultValue("false")
          boolean prefix,
      @Parameter(description = "Only text of these kinds; may be repeated") @QueryParam("kind")
          List<String> kinds,
      @Parameter(description = "Only sessions of this protocol") @QueryParam("protocol")
          @Nullable String protocol,
      @Parameter(description = "Only sessions of this principal") @QueryParam("principal")
          @Nullable String principal,
      @Parameter(description = "Only sessions on this target") @QueryParam("target")
          @Nullable String target,
      @Parameter(description = "Only sessions that started then or later, ISO 8601")
          @QueryParam("from")
          @Nullable String from,
      @Parameter(description = "Only sessions that started before then, ISO 8601")
          @QueryParam("until")
          @Nullable String until,
      @Parameter(description = "At most so many hits, 1 to 100")
          @QueryParam("limit")
          @DefaultValue("25")
          int limit,
      @Parameter(description = "Goes on behind this place: next of the page before")
          @QueryParam("after")
          @Nullable String after) {
    viewer.require();
    SearchPage page;
    try {
      page =
          search.search(
              new SearchQuery(
                  Phrase.parse(phrase == null ? "" : phrase, prefix),
                  kindsOf(kinds),
                  protocol == null ? null : protocolOf(protocol),
                  principal,
                  target,
                  from == null ? null : Instant.parse(from),
                  until == null ? null : Instant.parse(until),
                  limit,
                  after == null ? null : SearchCursor.parse(after)));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw badParameter(e.getMessage() + ".");
    } catch (SearchUnavailableException e) {
      throw new ProblemException(
          new Problem(
              503,
              "search-unavailable",
              "Recordings cannot be searched now. They are made and can be looked at all the same."),
          e);
    }
    return new SearchAnswer(shown(page), page.next() == null ? null : page.next().toString());
  }

  /** Whoever sees a hit sees content of its recording, so that is written down before. */
  private List<SearchHitView> shown(SearchPage page) {
    List<SearchHitView> shown = new ArrayList<>();
    Set<String> audited = new HashSet<>();
    for (SearchHit hit : page.hits()) {
      SearchHitView view = SearchHitView.of(hit);
      if (audited.add(view.recording())) {
        recordings.found(hit.session());
      }
      shown.add(view);
    }
    return shown;
  }

  private static Set<TextKind> kindsOf(List<String> codes) {
    Set<TextKind> kinds = EnumSet.noneOf(TextKind.class);
    for (String code : codes) {
      kinds.add(
          TextKind.ofCode(code)
              .orElseThrow(() -> new IllegalArgumentException("There is no kind " + code)));
    }
    return kinds;
  }

  private static Protocol protocolOf(String code) {
    for (Protocol protocol : Protocol.values()) {
      if (protocol.code().equals(code)) {
        return protocol;
      }
    }
    throw new IllegalArgumentException("There is no protocol " + code);
  }
}
