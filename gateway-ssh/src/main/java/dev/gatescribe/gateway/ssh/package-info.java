/**
 * The SSH door.
 *
 * <p>A stock {@code ssh login@target@gateway} arrives at the {@link
 * dev.gatescribe.gateway.ssh.SshGateway}. The key that signed says who asks; the first channel that
 * is opened makes the connection ask for admission; an admitted session gets a recording, then one
 * connection to its target. From there on every channel is a stream with two relays, one for each
 * direction, and a relay forwards a unit only after the recording has accepted it. Whatever is
 * refused is refused in one clear line, audited, and, inside a session, recorded.
 *
 * <p>MINA's I/O threads decrypt and queue, and never wait; virtual threads record, encrypt and
 * wait.
 */
@NullMarked
package dev.gatescribe.gateway.ssh;

import org.jspecify.annotations.NullMarked;
