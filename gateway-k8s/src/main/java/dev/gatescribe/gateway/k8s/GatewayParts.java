package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.AuthenticationFailures;
import dev.gatescribe.gateway.GatewayPorts;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;

/**
 * What all connections of a running door share.
 *
 * @param arrivals how many requests may be on the way to their session
 * @param scheduler for what happens at a time; its tasks are short and do not wait
 */
record GatewayParts(
    KubernetesGatewaySettings settings,
    GatewayPorts ports,
    ClusterSessions sessions,
    AuthenticationFailures authenticationFailures,
    Semaphore arrivals,
    HeldBytes heldBytes,
    Transport transport,
    ScheduledExecutorService scheduler) {

  KubernetesGatewaySettings.Numbers numbers() {
    return settings.limits().numbers();
  }

  KubernetesGatewaySettings.Times times() {
    return settings.limits().times();
  }
}
