package dev.gatescribe.cli.reconcile;

import java.time.Instant;

/**
 * A login, or requests of somebody, that no session explains.
 *
 * @param at when, or when first
 * @param place where the log says so, or says so first
 * @param method by what it proved who it is; for requests what the client calls itself
 * @param count 1, or how many requests
 * @param why no session explains it
 */
public record Bypass(
    String kind,
    Instant at,
    LogPlace place,
    String login,
    String from,
    String method,
    long count,
    String why) {}
