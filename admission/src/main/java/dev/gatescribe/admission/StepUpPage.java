package dev.gatescribe.admission;

import dev.gatescribe.session.SessionRequest;
import java.net.URI;
import java.util.Optional;

/** Where somebody proves more of who they are. */
@FunctionalInterface
public interface StepUpPage {

  /** There is none: people are told what is missing, and have to sign in again themselves. */
  StepUpPage NONE = _ -> Optional.empty();

  /** The page for this request, if there is one. */
  Optional<URI> pageFor(SessionRequest request);
}
