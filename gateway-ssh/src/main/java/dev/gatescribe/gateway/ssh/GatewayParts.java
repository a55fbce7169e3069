package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.AuthenticationFailures;
import dev.gatescribe.gateway.GatewayPorts;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What all connections of a running door share.
 *
 * @param scheduler for what happens at a time; its tasks are short and do not wait
 */
record GatewayParts(
    SshGatewaySettings settings,
    GatewayPorts ports,
    UpstreamConnector connector,
    AuthenticationFailures authenticationFailures,
    WindowBudget windows,
    ScheduledExecutorService scheduler) {}
