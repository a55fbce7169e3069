package dev.gatescribe.player.web.recordings;

import static dev.gatescribe.player.web.recordings.OpenedRecordings.badParameter;
import static dev.gatescribe.player.web.recordings.OpenedRecordings.idOf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatescribe.player.web.access.CurrentViewer;
import dev.gatescribe.player.web.access.Problem;
import dev.gatescribe.player.web.access.ProblemException;
import dev.gatescribe.player.web.access.Viewer;
import dev.gatescribe.session.Custody;
import dev.gatescribe.session.CustodyException;
import dev.gatescribe.session.Justification;
import dev.gatescribe.session.RecordingId;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Holds, and deletion on request. Changing anything takes the bearer token: who is signed in with a
 * browser looks at recordings, and does no more.
 */
@Singleton
@Path("/api/recordings")
@Tag(name = "Custody")
@APIResponse(responseCode = "401", description = "Nobody is signed in; problem+json")
@APIResponse(responseCode = "400", description = "A parameter is not what it should be")
public final class CustodyResource {
  /** A name and a reason take a fraction of it. */
  private static final int BODY_MAX_CHARACTERS = 16 * 1024;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final CurrentViewer viewer;
  private final Custody custody;

  public CustodyResource(CurrentViewer viewer, Custody custody) {
    this.viewer = viewer;
    this.custody = custody;
  }

  /** What the body of a request may be. */
  @Schema(name = "CustodyOrder", description = "A JSON object")
  public record Order(
      @Schema(description = "Tells holds on one recording apart; 'hold' if missing")
          @Nullable String name,
      @Schema(description = "One line, at most 500 characters; required")
          @Nullable String reason) {}

  @POST
  @Path("/{id}/holds")
  @Operation(
      operationId = "addHold",
      summary = "Keeps a recording whatever its age",
      description = "Also one whose session is running. Takes the bearer token.")
  @APIResponse(responseCode = "204", description = "It is held")
  @APIResponse(responseCode = "403", description = "Signed in with a browser")
  @APIResponse(responseCode = "404", description = "There is no such recording")
  @APIResponse(responseCode = "409", description = "It has a hold of this name")
  public void add(
      @PathParam("id") String id,
      @RequestBody(content = @Content(schema = @Schema(implementation = Order.class)))
          @Nullable String body) {
    Custody.Actor actor = operator();
    RecordingId recording = idOf(id);
    Order order = order(body);
    String name = order.name == null ? Custody.USUAL_HOLD : order.name;
    requireName(name);
    Justification why = why(order);
    doing(() -> custody.addHold(recording, name, why, actor));
  }

  @POST
  @Path("/{id}/holds/{name}/removal")
  @Operation(
      operationId = "removeHold",
      summary = "Lifts one hold of a recording",
      description = "Takes the bearer token.")
  @APIResponse(responseCode = "204", description = "It is lifted")
  @APIResponse(responseCode = "403", description = "Signed in with a browser")
  @APIResponse(responseCode = "409", description = "It has no hold of this name")
  public void remove(
      @PathParam("id") String id,
      @PathParam("name") String name,
      @RequestBody(content = @Content(schema = @Schema(implementation = Order.class)))
          @Nullable String body) {
    Custody.Actor actor = operator();
    RecordingId recording = idOf(id);
    requireName(name);
    Justification why = why(order(body));
    doing(() -> custody.removeHold(recording, name, why, actor));
  }

  @POST
  @Path("/{id}/deletion")
  @Operation(
      operationId = "deleteRecording",
      summary = "Deletes a recording for good",
      description =
          "Refused under a hold, and before the minimum of its labels has passed. Takes the bearer"
              + " token.")
  @APIResponse(responseCode = "204", description = "Nothing is left of it")
  @APIResponse(responseCode = "403", description = "Signed in with a browser")
  @APIResponse(responseCode = "404", description = "There is no such recording")
  @APIResponse(
      responseCode = "409",
      description = "It is held, too young, not finished, or locked by the store")
  @APIResponse(
      responseCode = "503",
      description = "The audit log or the store cannot be used; what was begun goes on later")
  public void delete(
      @PathParam("id") String id,
      @RequestBody(content = @Content(schema = @Schema(implementation = Order.class)))
          @Nullable String body) {
    Custody.Actor actor = operator();
    RecordingId recording = idOf(id);
    Justification why = why(order(body));
    doing(() -> custody.delete(recording, why, actor));
  }

  private Custody.Actor operator() {
    Viewer who = viewer.require();
    if (who.means() != Viewer.Means.BEARER_TOKEN) {
      throw new ProblemException(
          new Problem(
              403,
              "token-needed",
              "This takes the operator's token; a signed-in browser may only look."));
    }
    return new Custody.Actor(who.name(), viewer.address());
  }

  private static void requireName(String name) {
    if (!Custody.HOLD_NAME.matcher(name).matches()) {
      throw badParameter(
          "A hold's name has 1 to 63 letters, digits, '.', '_' and '-', and begins with a letter or"
              + " digit.");
    }
  }

  private static Order order(@Nullable String body) {
    if (body == null || body.length() > BODY_MAX_CHARACTERS) {
      throw badParameter("The body is a JSON object with a reason.");
    }
    try {
      JsonNode root = JSON.readTree(body);
      return new Order(root.path("name").textValue(), root.path("reason").textValue());
    } catch (JsonProcessingException e) {
      throw badParameter("The body is a JSON object with a reason.");
    }
  }

  private static Justification why(Order order) {
    try {
      return new Justification(order.reason == null ? "" : order.reason);
    } catch (IllegalArgumentException e) {
      throw badParameter("What was given as reason cannot be one: " + e.getMessage() + ".");
    }
  }

  /** Something that may be refused. */
  private interface Doing {
    void run() throws CustodyException;
  }

  private static void doing(Doing doing) {
    try {
      doing.run();
    } catch (CustodyException e) {
      int status =
          switch (e.refusal()) {
            case NO_SUCH_RECORDING -> 404;
            case NOT_FINISHED, HELD, ALREADY_HELD, NOT_HELD, MINIMUM_NOT_PASSED, STORE_LOCKED ->
                409;
            case UNAVAILABLE -> 503;
          };
      String detail = Objects.requireNonNullElse(e.getMessage(), "");
      throw new ProblemException(new Problem(status, e.refusal().code(), detail), e);
    }
  }
}
