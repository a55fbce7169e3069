package dev.gatescribe.player.web.access;

import dev.gatescribe.identity.FrontDoorSettings;
import dev.gatescribe.identity.IdentityUnavailableException;
import dev.gatescribe.identity.signin.BrowserSignIns;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
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
  private final BrowserSignIns signIns;
  private final WebCookies cookies;

  public AccessResource(
      CurrentViewer viewer, WebTokens tokens, BrowserSignIns signIns, WebCookies cookies) {
    this.viewer = viewer;
    this.tokens = tokens;
    this.signIns = signIns;
    this.cookies = cookies;
  }

  /**
   * Who is signed in.
   *
   * @param mayWatch whether they may look at recordings
   */
  public record Me(String name, boolean mayWatch) {}

  /**
   * Signed out here.
   *
   * @param next where the browser signs out of its issuer, too
   */
  public record SignedOut(String next) {}

  @GET
  @Path("/me")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "me", summary = "Who is signed in")
  @APIResponse(responseCode = "401", description = "Nobody is signed in")
  public Me me() {
    Viewer current = viewer.require();
    return new Me(current.name(), current.mayWatch());
  }

  @POST
  @Path("/sign-out")
  @Operation(
      operationId = "signOut",
      summary = "Ends the browser session",
      description =
          "Forgets the session and its cookie. A bearer token stays as it is. Whoever signed in at an"
              + " issuer is told where to sign out there, too.")
  @APIResponse(responseCode = "200", description = "Signed out; sign out of the issuer at `next`")
  @APIResponse(responseCode = "204", description = "Signed out")
  public Response signOut(@CookieParam(AccessRules.COOKIE) @Nullable String session) {
    Optional<URI> next = Optional.empty();
    switch (viewer.require().means()) {
      case BEARER_TOKEN -> {}
      case BROWSER_SESSION -> tokens.endBrowserSession(Objects.requireNonNull(session));
      case ISSUER_SESSION -> next = signOutOfIssuer(Objects.requireNonNull(session));
      case FRONT_DOOR -> next = signOutOfFrontDoor();
    }
    return next.map(address ->
            Response.ok(new SignedOut(address.toString())).type(MediaType.APPLICATION_JSON))
        .orElseGet(Response::noContent)
        .header("Set-Cookie", cookies.endSession())
        .build();
  }

  /** There is nothing to end here: it is the front door that lets them in with each request. */
  private Optional<URI> signOutOfFrontDoor() {
    return signIns.frontDoors().settings().stream()
        .filter(door -> door.name().equals(viewer.frontDoor()))
        .findFirst()
        .flatMap(FrontDoorSettings::signOut);
  }

  private Optional<URI> signOutOfIssuer(String session) {
    try {
      return signIns.signOut(session);
    } catch (IdentityUnavailableException e) {
      throw new ProblemException(
          new Problem(
              503,
              "identity-unavailable",
              "You are not signed out: the gateway's database does not answer. Try again in a"
                  + " moment."),
          e);
    }
  }
}
