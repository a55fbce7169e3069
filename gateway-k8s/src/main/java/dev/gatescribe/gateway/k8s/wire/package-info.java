/**
 * Bytes of the protocols in which API servers carry several channels over one connection: WebSocket
 * (RFC 6455) with a channel number in front of each message, and SPDY/3.1. Decoders read one
 * direction, piece by piece as it comes, hold back no data, and keep no more than named caps.
 *
 * <p>Knows no sockets, no sessions and no recordings.
 */
@NullMarked
package dev.gatescribe.gateway.k8s.wire;

import org.jspecify.annotations.NullMarked;
