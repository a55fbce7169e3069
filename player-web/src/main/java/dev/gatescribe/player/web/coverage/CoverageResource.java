package dev.gatescribe.player.web.coverage;

import dev.gatescribe.player.web.access.CurrentViewer;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.CoverageFeed;
import dev.gatescribe.session.CoverageState;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What became of every admitted session. */
@Singleton
@Path("/api/coverage")
@Tag(name = "Coverage")
@APIResponse(responseCode = "401", description = "Nobody is signed in; problem+json")
public final class CoverageResource {
  /** More of them than anybody looks through; the count tells of all. */
  static final int NAMED_MOST = 100;

  private final CurrentViewer viewer;
  private final CoverageFeed coverage;

  public CoverageResource(CurrentViewer viewer, CoverageFeed coverage) {
    this.viewer = viewer;
    this.coverage = coverage;
  }

  /** The count. */
  @Schema(name = "Coverage")
  public record CoverageAnswer(
      @Schema(description = "When it was looked at last") String lookedAt,
      @Schema(description = "How many sessions the audit log says were admitted") long admissions,
      @Schema(description = "How many of them are in which state") Map<String, Long> states,
      @Schema(description = "Those that should have a recording; the newest hundred")
          List<MissingAnswer> missing,
      @Schema(description = "Why some may be unknown; empty if nothing is in the way")
          String problem,
      @Schema(description = "Whether the states sum up to the admissions") boolean balanced) {}

  /** A session that should have a recording. */
  @Schema(name = "MissingSession")
  public record MissingAnswer(
      String id,
      String admittedAt,
      String protocol,
      String principal,
      String target,
      String login,
      @Schema(description = "In one line") String why) {

    static MissingAnswer of(CoverageFeed.Missing missing) {
      AuditEvent admission = missing.admission();
      return new MissingAnswer(
          missing.session().toString(),
          admission.at().toString(),
          admission.protocol().code(),
          admission.principal(),
          admission.target(),
          admission.login(),
          missing.why());
    }
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "getCoverage",
      summary = "What became of every admitted session",
      description =
          "The audit log's admissions on one side, what is recorded and stored on the other. Every"
              + " session is in exactly one state.")
  public CoverageAnswer coverage() {
    viewer.require();
    CoverageFeed.Report report = coverage.report();
    Map<String, Long> states = new TreeMap<>();
    for (CoverageState state : CoverageState.values()) {
      states.put(state.code(), report.count(state));
    }
    return new CoverageAnswer(
        report.lookedAt().toString(),
        report.admissions(),
        states,
        report.missing().stream().limit(NAMED_MOST).map(MissingAnswer::of).toList(),
        report.problem(),
        report.isBalanced());
  }
}
