package dev.gatescribe.gateway.db;

/** What all connections of a running door share. */
record GatewayParts(
    DatabaseGatewaySettings settings,
    DatabaseGatewayPorts ports,
    UpstreamConnector connector,
    AuthenticationFailures authenticationFailures,
    CancelDesk cancelDesk) {}
