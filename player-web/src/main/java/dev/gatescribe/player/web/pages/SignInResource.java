package dev.gatescribe.player.web.pages;

import dev.gatescribe.identity.signin.BrowserSignIns;
import dev.gatescribe.player.web.access.CurrentViewer;
import dev.gatescribe.player.web.access.Problem;
import dev.gatescribe.player.web.access.ProblemException;
import dev.gatescribe.player.web.access.Viewer;
import dev.gatescribe.player.web.access.WebCookies;
import dev.gatescribe.player.web.access.WebTokens;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * One-time links. Opening one changes nothing; pressing the button on the page uses it up and sets
 * the cookie.
 */
@Path("/sign-in")
@Produces(MediaType.TEXT_HTML)
public final class SignInResource {
  private final WebTokens tokens;
  private final AuditLog auditLog;
  private final CurrentViewer current;
  private final BrowserSignIns signIns;
  private final WebCookies cookies;

  public SignInResource(
      WebTokens tokens,
      AuditLog auditLog,
      CurrentViewer current,
      BrowserSignIns signIns,
      WebCookies cookies) {
    this.tokens = tokens;
    this.auditLog = auditLog;
    this.current = current;
    this.signIns = signIns;
    this.cookies = cookies;
  }

  @GET
  @Operation(hidden = true)
  public Response ask(
      @QueryParam("code") @Nullable String code, @QueryParam("next") @Nullable String next) {
    if (code == null) {
      return Response.ok(SignInPage.choose(signIns.issuers(), NextPage.of(next))).build();
    }
    return SignInPage.isCode(code) ? Response.ok(SignInPage.ask(code)).build() : refused();
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(hidden = true)
  public Response signIn(@FormParam("code") @DefaultValue("") String code) {
    Optional<WebTokens.SignIn> signIn = tokens.redeem(code);
    if (signIn.isEmpty()) {
      return refused();
    }
    audit(signIn.get());
    return Response.status(Response.Status.SEE_OTHER)
        .header("Location", "/")
        .header(
            "Set-Cookie", cookies.session(signIn.get().sessionSecret(), WebTokens.SESSION_LIFETIME))
        .build();
  }

  private void audit(WebTokens.SignIn signIn) {
    Viewer viewer = signIn.viewer();
    try {
      auditLog.append(
          new AuditEvent(
              Instant.now(),
              AuditAction.WEB_SIGNED_IN,
              "",
              "",
              Protocol.WEB,
              viewer.name(),
              "",
              "",
              current.address(),
              "",
              "with a sign-in link"));
    } catch (RecordingException e) {
      tokens.endBrowserSession(signIn.sessionSecret());
      throw new ProblemException(
          new Problem(
              503,
              "audit-unavailable",
              "The audit log cannot be written, so nobody is let in. See the gateway's log."),
          e);
    }
  }

  private static Response refused() {
    return Response.status(Response.Status.FORBIDDEN).entity(SignInPage.used()).build();
  }
}
