/**
 * The built server, tested from outside: stock clients on one side, OpenSSH's own sshd on the
 * other, the server as a process between them, and its recordings read from the store that it
 * leaves behind.
 */
@NullMarked
package dev.gatescribe.testbed;

import org.jspecify.annotations.NullMarked;
