package dev.gatescribe.admission.policy;

import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.Target;
import java.util.Objects;

/** What the policies say. */
public sealed interface Decision {

  /** The policy admits, on its own terms. */
  record Allowed(Target target, Policy policy) implements Decision {
    public Allowed {
      Objects.requireNonNull(target, "target");
      Objects.requireNonNull(policy, "policy");
    }
  }

  /**
   * Nothing admits.
   *
   * @param policy the one that decided; empty if none speaks of it
   * @param mayKnow whether the person may be told more than that there is no such target for them
   * @param detail what else an operator wants to know; may be empty
   */
  record Refused(DenialReason reason, String policy, boolean mayKnow, String detail)
      implements Decision {
    public Refused {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(policy, "policy");
      Objects.requireNonNull(detail, "detail");
    }
  }
}
