package dev.gatescribe.admission.policy;

import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingTerms;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Lets people reach targets, or forbids it.
 *
 * @param name what audit events and recordings call it
 * @param owner who answers for it
 * @param permissions what it speaks of, by protocol. An allowing policy allows nothing else; one
 *     that denies and names no protocol denies them all
 * @param maximum how long a session may live; empty for no bound
 * @param idle how long nothing may happen in a session; empty for no bound
 * @param recording what is asked of the recordings of its sessions
 */
public record Policy(
    String name,
    String owner,
    Effect effect,
    Audience audience,
    Optional<Condition> when,
    TargetSelection targets,
    Map<Protocol, Permission> permissions,
    Optional<Duration> maximum,
    Optional<Duration> idle,
    RecordingTerms recording) {
  public Policy {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(effect, "effect");
    Objects.requireNonNull(audience, "audience");
    Objects.requireNonNull(when, "when");
    Objects.requireNonNull(targets, "targets");
    permissions = Map.copyOf(permissions);
    Objects.requireNonNull(maximum, "maximum");
    Objects.requireNonNull(idle, "idle");
    Objects.requireNonNull(recording, "recording");
    if (effect == Effect.ALLOW && permissions.isEmpty()) {
      throw new IllegalArgumentException("a policy that allows, allows something");
    }
  }

  /** What a policy does where it applies. */
  public enum Effect {
    ALLOW("allow"),
    DENY("deny");

    private final String code;

    Effect(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}
