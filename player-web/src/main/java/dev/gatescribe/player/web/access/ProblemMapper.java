package dev.gatescribe.player.web.access;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;

/** The one place where a failure of the REST API turns into an answer. */
@Provider
public final class ProblemMapper implements ExceptionMapper<Exception> {
  private static final System.Logger LOG = System.getLogger(ProblemMapper.class.getName());

  @Override
  public Response toResponse(Exception failure) {
    Problem problem = problemOf(failure);
    if (problem.status() >= 500) {
      LOG.log(System.Logger.Level.ERROR, "a request failed: " + problem.code(), failure);
    }
    return Response.status(problem.status())
        .type(Problem.MEDIA_TYPE)
        .entity(problem.json())
        .build();
  }

  private static Problem problemOf(Exception failure) {
    return switch (failure) {
      case ProblemException expected -> expected.problem();
      // JAX-RS says "not found" where a number was expected and something else was given.
      case NotFoundException refusal when refusal.getCause() instanceof IllegalArgumentException ->
          new Problem(
              400, "bad-parameter", "A parameter is a number, and something else was given.");
      case WebApplicationException refusal -> ofStatus(refusal.getResponse());
      default ->
          new Problem(500, "internal-error", "Something failed in the gateway; its log says what.");
    };
  }

  private static Problem ofStatus(Response response) {
    String phrase = response.getStatusInfo().getReasonPhrase();
    String code = phrase.toLowerCase(Locale.ROOT).replace(' ', '-');
    return new Problem(response.getStatus(), code.isEmpty() ? "refused" : code, phrase + ".");
  }
}
