package dev.gatescribe.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What binds an admitted session while it lives.
 *
 * @param rule the policy that admitted it, by its name in the configuration
 * @param until when the session ends at the latest; {@link Instant#MAX} for no bound
 * @param idle how long nothing may happen in it; empty for no bound
 * @param namespaces where the session may go on a Kubernetes target
 * @param features what may be done in an SSH session
 * @param recording what is asked of the session's recording
 */
public record Constraints(
    String rule,
    Instant until,
    Optional<Duration> idle,
    NamespaceScope namespaces,
    Set<SshFeature> features,
    RecordingTerms recording) {
  public Constraints {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(until, "until");
    Objects.requireNonNull(idle, "idle");
    Objects.requireNonNull(namespaces, "namespaces");
    features = Set.copyOf(features);
    Objects.requireNonNull(recording, "recording");
  }

  /** Constraints that bind no further. */
  public Constraints(
      String rule, Instant until, NamespaceScope namespaces, RecordingTerms recording) {
    this(rule, until, Optional.empty(), namespaces, SshFeature.DEFAULTS, recording);
  }
}
