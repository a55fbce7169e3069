package dev.gatescribe.player.web.recordings;

import dev.gatescribe.player.web.access.CurrentViewer;
import dev.gatescribe.recording.custody.HoldLedger;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What is held. */
@Singleton
@Path("/api/holds")
@Tag(name = "Custody")
@APIResponse(responseCode = "401", description = "Nobody is signed in; problem+json")
public final class HoldsResource {
  private final CurrentViewer viewer;
  private final HoldLedger ledger;

  public HoldsResource(CurrentViewer viewer, HoldLedger ledger) {
    this.viewer = viewer;
    this.ledger = ledger;
  }

  /** A recording with its holds. */
  @Schema(name = "HeldRecording")
  public record HeldRecording(String id, List<HoldView> holds) {}

  /** All that are held. */
  @Schema(name = "Holds")
  public record HoldsAnswer(List<HeldRecording> recordings) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "listHolds", summary = "All recordings that are held, oldest first")
  public HoldsAnswer holds() throws IOException {
    viewer.require();
    List<HeldRecording> held = new ArrayList<>();
    ledger
        .all()
        .forEach((id, holds) ->
            held.add(new HeldRecording(id.toString(), holds.stream().map(HoldView::of).toList())));
    return new HoldsAnswer(held);
  }
}
