package dev.gatescribe.gateway;

import dev.gatescribe.session.AccessRequest;
import dev.gatescribe.session.DenialReason;
import java.net.URI;

/**
 * How the opening of a session came out. All of it is audited; saying it to the client is the
 * door's.
 *
 * @param <S> what the door calls a session
 */
public sealed interface Opening<S> {

  /** There is a session; whoever takes it ends it. */
  record Opened<S>(S session) implements Opening<S> {}

  /** Somebody has to approve first. */
  record Pending<S>(AccessRequest accessRequest) implements Opening<S> {}

  /** The principal has to prove more of who they are, on the page {@code where}. */
  record StepUp<S>(URI where) implements Opening<S> {}

  /** The session may not be, or cannot be recorded. */
  record Refused<S>(DenialReason reason, String explanation) implements Opening<S> {}

  /** The session was admitted and its target not reached; its recording is ended. */
  record Ended<S>(UpstreamException problem) implements Opening<S> {}
}
