/**
 * The two sides of coverage, as far as they are stored: the sessions that the audit log says were
 * admitted, and what the object store has of each.
 */
@NullMarked
package dev.gatescribe.recording.coverage;

import org.jspecify.annotations.NullMarked;
