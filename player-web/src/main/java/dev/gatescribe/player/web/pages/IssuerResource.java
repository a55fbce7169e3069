package dev.gatescribe.player.web.pages;

import dev.gatescribe.identity.IdentityUnavailableException;
import dev.gatescribe.identity.IssuerSettings;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import dev.gatescribe.identity.oidc.RelyingParty;
import dev.gatescribe.identity.signin.BrowserSignIns;
import dev.gatescribe.player.web.access.CurrentViewer;
import dev.gatescribe.player.web.access.WebCookies;
import dev.gatescribe.session.RecordingException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Browsers leave for their issuer and come back; issuers tell of logouts. */
@Path("/sign-in/{issuer}")
@Produces(MediaType.TEXT_HTML)
public final class IssuerResource {
  private static final Logger LOG = System.getLogger(IssuerResource.class.getName());

  private final BrowserSignIns signIns;
  private final CurrentViewer current;
  private final WebCookies cookies;

  public IssuerResource(BrowserSignIns signIns, CurrentViewer current, WebCookies cookies) {
    this.signIns = signIns;
    this.current = current;
    this.cookies = cookies;
  }

  /**
   * Leaves. The cookie of this step has to be set where the issuer will send the browser back to,
   * so whoever came by another name begins there.
   *
   * @param moved whether that was done; a proxy that changes names must not turn it into a circle
   */
  @GET
  @Operation(hidden = true)
  public Response leave(
      @PathParam("issuer") String issuer,
      @QueryParam("next") @Nullable String next,
      @QueryParam("moved") @Nullable String moved) {
    if (!signIns.has(issuer)) {
      return notFound();
    }
    String page = NextPage.of(next);
    URI home = signIns.home();
    if (moved == null && !current.authority().equalsIgnoreCase(home.getAuthority())) {
      return Response.status(Response.Status.SEE_OTHER)
          .header("Location", home + "sign-in/" + issuer + "?moved=1&next=" + page)
          .build();
    }
    try {
      BrowserSignIns.Departure departure = signIns.begin(issuer, page);
      return Response.status(Response.Status.SEE_OTHER)
          .header("Location", departure.address().toString())
          .header("Set-Cookie", cookies.signIn(departure.cookie()))
          .build();
    } catch (SignInException refused) {
      return refused(issuer, refused);
    }
  }

  @GET
  @Path("/callback")
  @Operation(hidden = true)
  public Response comeBack(
      @PathParam("issuer") String issuer,
      @QueryParam("state") @Nullable String state,
      @QueryParam("code") @Nullable String code,
      @QueryParam("error") @Nullable String error,
      @QueryParam("iss") @Nullable String answering,
      @CookieParam(WebCookies.SIGN_IN) @Nullable String begun) {
    if (!signIns.has(issuer)) {
      return notFound();
    }
    try {
      BrowserSignIns.Arrival arrival =
          signIns.finish(
              issuer,
              new RelyingParty.Answer(state, code, error, answering),
              begun,
              current.client());
      return Response.ok(SignInPage.arrived(arrival.next()))
          .header("Set-Cookie", cookies.session(arrival.secret(), signIns.sessionMaximum()))
          .header("Set-Cookie", cookies.endSignIn())
          .build();
    } catch (SignInException refused) {
      return refused(issuer, refused);
    } catch (IdentityUnavailableException e) {
      LOG.log(Level.WARNING, "nobody can sign in: {0}", e.getMessage());
      return unavailable("The gateway's database does not answer.");
    } catch (RecordingException e) {
      LOG.log(Level.ERROR, "a sign-in cannot be audited, so nobody is let in", e);
      return unavailable("The audit log cannot be written, so nobody is let in.");
    }
  }

  /**
   * OpenID Connect Back-Channel Logout 1.0, section 2.5. It is the issuer that asks, no browser.
   */
  @POST
  @Path("/back-channel-logout")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(hidden = true)
  public Response logout(
      @PathParam("issuer") String issuer,
      @FormParam("logout_token") @DefaultValue("") String token) {
    try {
      signIns.logout(issuer, token);
      return Response.ok().build();
    } catch (SignInException refused) {
      tell(issuer, refused);
      return Response.status(Response.Status.BAD_REQUEST)
          .entity("{\"error\":\"invalid_request\"}")
          .build();
    } catch (IdentityUnavailableException e) {
      LOG.log(Level.WARNING, "a logout of {0} cannot be done: {1}", issuer, e.getMessage());
      return Response.status(Response.Status.SERVICE_UNAVAILABLE).entity("{}").build();
    }
  }

  private Response refused(String issuer, SignInException refused) {
    tell(issuer, refused);
    String title =
        signIns.issuers().stream()
            .filter(settings -> settings.name().equals(issuer))
            .map(IssuerSettings::title)
            .findFirst()
            .orElse(issuer);
    int status =
        refused.refusal() == SignInRefusal.ISSUER_UNAVAILABLE
            ? Response.Status.BAD_GATEWAY.getStatusCode()
            : Response.Status.FORBIDDEN.getStatusCode();
    return Response.status(status)
        .entity(SignInPage.refused(refused.refusal(), title))
        .header("Set-Cookie", cookies.endSignIn())
        .build();
  }

  private void tell(String issuer, SignInException refused) {
    String detail = "with " + issuer + ": " + refused.getMessage();
    LOG.log(Level.INFO, "not signed in ({0}) {1}", refused.refusal().code(), detail);
    signIns.audit().refused(refused.refusal(), current.client().address(), detail);
  }

  private static Response unavailable(String what) {
    return Response.status(Response.Status.SERVICE_UNAVAILABLE)
        .entity(SignInPage.unavailable(what))
        .build();
  }

  private Response notFound() {
    return Response.status(Response.Status.NOT_FOUND)
        .entity(SignInPage.choose(signIns.issuers(), NextPage.HOME))
        .build();
  }
}
