package dev.gatescribe.recording.store;

import java.time.Instant;

/**
 * Something that was stored or deleted under a name that was taken, in a store that keeps what was
 * there before. Objects are put once, so this is never the gateway's doing.
 *
 * @param name of the object
 * @param at when, by the store's clock
 * @param deletion whether it is a deletion; otherwise it is other bytes
 */
public record LaterVersion(String name, Instant at, boolean deletion) {}
