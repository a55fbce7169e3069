/**
 * Whether every session that was admitted has its recording. One side is the audit log, the other
 * the journal and the object store; neither is believed about the other.
 */
@NullMarked
package dev.gatescribe.recorder.coverage;

import org.jspecify.annotations.NullMarked;
