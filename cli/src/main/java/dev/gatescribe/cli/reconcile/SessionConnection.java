package dev.gatescribe.cli.reconcile;

import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import java.time.Instant;

/**
 * A connection of a recorded session to its target.
 *
 * @param at when the target was reached, by the gateway's clock
 * @param address of the gateway, as the recording says it
 * @param loggedIn whether the session got further than the login
 */
public record SessionConnection(
    RecordingId session,
    Protocol protocol,
    String principal,
    String target,
    String login,
    Instant at,
    String address,
    int port,
    boolean loggedIn) {}
