package dev.gatescribe.player.web.pages;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Gives the application under the addresses that people share; it finds its page by itself. */
@Path("/sessions/{id}")
public final class PagesResource {
  @GET
  @Produces(MediaType.TEXT_HTML)
  @Operation(hidden = true)
  public String session(@PathParam("id") String id) {
    return ApplicationPage.html();
  }
}
