/**
 * PostgreSQL that comes with the product: its binaries from a Maven artifact, a start of our own
 * with everything that keeps data and secrets safe switched on.
 */
@NullMarked
package dev.gatescribe.postgres;

import org.jspecify.annotations.NullMarked;
