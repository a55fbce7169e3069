package dev.gatescribe.session;

import java.time.Instant;
import java.util.Objects;

/**
 * What binds an admitted session while it lives.
 *
 * @param rule the rule that admitted it, by its name in the configuration
 * @param until when the session ends at the latest; {@link Instant#MAX} for no bound
 * @param namespaces where the session may go on a Kubernetes target
 * @param recording what is asked of the session's recording
 */
public record Constraints(
    String rule, Instant until, NamespaceScope namespaces, RecordingTerms recording) {
  public Constraints {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(until, "until");
    Objects.requireNonNull(namespaces, "namespaces");
    Objects.requireNonNull(recording, "recording");
  }
}
