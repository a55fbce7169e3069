package dev.gatescribe.admission;

import dev.gatescribe.session.NamespaceScope;
import dev.gatescribe.session.RecordingTerms;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Lets principals reach targets as logins.
 *
 * @param name what audit events and recordings call it
 * @param namespaces where it reaches on a Kubernetes target
 * @param maximumDuration how long a session may live; empty for no bound
 * @param recording what is asked of the recordings of its sessions
 */
public record AccessRule(
    String name,
    NameSelection principals,
    NameSelection targets,
    NameSelection logins,
    NamespaceScope namespaces,
    Optional<Duration> maximumDuration,
    RecordingTerms recording) {
  public AccessRule {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(principals, "principals");
    Objects.requireNonNull(targets, "targets");
    Objects.requireNonNull(logins, "logins");
    Objects.requireNonNull(namespaces, "namespaces");
    Objects.requireNonNull(maximumDuration, "maximumDuration");
    Objects.requireNonNull(recording, "recording");
  }
}
