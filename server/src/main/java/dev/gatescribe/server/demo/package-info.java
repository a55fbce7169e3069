/**
 * {@code gatescribe demo}: a host of its own to log in to (OpenSSH's sshd on loopback), keys, and a
 * configuration written into the data directory; then the same server as always.
 */
@NullMarked
package dev.gatescribe.server.demo;

import org.jspecify.annotations.NullMarked;
