package dev.gatescribe.session;

import java.net.URI;
import java.util.Objects;

/** The answer to a {@link SessionRequest}. */
public sealed interface Admission {

  /** The session may be opened, within the constraints. */
  record Admitted(AdmissionProof proof, Constraints constraints) implements Admission {
    public Admitted {
      Objects.requireNonNull(proof, "proof");
      Objects.requireNonNull(constraints, "constraints");
    }
  }

  /** Somebody has to approve first. */
  record Pending(AccessRequest accessRequest) implements Admission {
    public Pending {
      Objects.requireNonNull(accessRequest, "accessRequest");
    }
  }

  /** The principal has to prove more of who they are, on the page {@code where}. */
  record StepUp(URI where) implements Admission {
    public StepUp {
      Objects.requireNonNull(where, "where");
    }
  }

  /**
   * The session may not be opened.
   *
   * @param reason the code
   * @param explanation one sentence for the person who asked: what was refused and by which policy;
   *     tells nothing about targets that they may not reach
   */
  record Denied(DenialReason reason, String explanation) implements Admission {
    public Denied {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(explanation, "explanation");
    }
  }
}
