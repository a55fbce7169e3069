package dev.gatescribe.cli.reconcile;

import java.time.Instant;

/**
 * A request that an API server's audit log tells of.
 *
 * @param auditId by which the API server knows it; what a gateway sent, or a number of its own
 * @param user who it was, as the API server recognised them
 * @param impersonated on whose behalf; empty if on nobody's
 * @param address from where
 * @param agent what the client calls itself
 */
public record ClusterRequest(
    Instant at,
    LogPlace place,
    String auditId,
    String user,
    String impersonated,
    String address,
    String agent,
    String verb,
    String uri) {}
