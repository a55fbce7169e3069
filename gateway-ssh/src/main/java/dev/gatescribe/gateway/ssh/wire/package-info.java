/**
 * What goes over the wire inside an SSH channel: the meaning of channel requests (RFC 4254) and the
 * layout of data packets.
 *
 * <p>Bytes to messages and back, nothing else: this package knows no connections, no admission and
 * no recording.
 */
@NullMarked
package dev.gatescribe.gateway.ssh.wire;

import org.jspecify.annotations.NullMarked;
