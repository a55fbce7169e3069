/**
 * PostgreSQL's protocol, version 3 (PostgreSQL documentation, chapter "Frontend/Backend Protocol"):
 * bytes to messages and back, and nothing else. This package knows no connections, no admission and
 * no recording.
 *
 * <p>A record for each message that somebody looks at, under one sealed interface for each
 * direction: {@link dev.gatescribe.gateway.db.wire.StartupPacket} for what a client sends before it
 * is anybody, {@link dev.gatescribe.gateway.db.wire.ClientMessage} and {@link
 * dev.gatescribe.gateway.db.wire.UpstreamMessage} for the rest. {@link
 * dev.gatescribe.gateway.db.wire.MessageScanner} finds where messages begin and end in a stream
 * without holding them.
 */
@NullMarked
package dev.gatescribe.gateway.db.wire;

import org.jspecify.annotations.NullMarked;
