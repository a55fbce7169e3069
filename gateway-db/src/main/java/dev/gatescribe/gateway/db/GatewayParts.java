package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.AuthenticationFailures;
import dev.gatescribe.gateway.GatewayPorts;

/** What all connections of a running door share. */
record GatewayParts(
    DatabaseGatewaySettings settings,
    GatewayPorts ports,
    UpstreamConnector connector,
    AuthenticationFailures authenticationFailures,
    CancelDesk cancelDesk) {}
