package dev.gatescribe.player.web.access;

import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who am I, and sign me out. */
@Path("/api")
@Tag(name = "Access")
public final class AccessResource {
  private final CurrentViewer viewer;
  private final WebTokens tokens;

  public AccessResource(CurrentViewer viewer, WebTokens tokens) {
    this.viewer = viewer;
    this.tokens = tokens;
  }

  /** Who is signed in. */
  public record Me(String name) {}

  @GET
  @Path("/me")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "me", summary = "Who is signed in")
  @APIResponse(responseCode = "401", description = "Nobody is signed in")
  public Me me() {
    return new Me(viewer.require().name());
  }

  @POST
  @Path("/sign-out")
  @Operation(
      operationId = "signOut",
      summary = "Ends the browser session",
      description = "Forgets the session and its cookie. A bearer token stays as it is.")
  @APIResponse(responseCode = "204", description = "Signed out")
  public Response signOut(@CookieParam(AccessRules.COOKIE) @Nullable String session) {
    viewer.require();
    if (session != null) {
      tokens.endBrowserSession(session);
    }
    return Response.noContent()
        .header(
            "Set-Cookie", AccessRules.COOKIE + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict")
        .build();
  }
}
