/**
 * A certificate authority of the gateway's own, for the TLS of its doors where an operator has no
 * better one.
 */
@NullMarked
package dev.gatescribe.credentials.authority;

import org.jspecify.annotations.NullMarked;
