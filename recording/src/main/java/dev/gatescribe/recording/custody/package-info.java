/**
 * Which recordings stay and which went on purpose: the ledgers of holds, and what says that a
 * recording was deleted. Both live in the object store, beside the recordings.
 */
@NullMarked
package dev.gatescribe.recording.custody;

import org.jspecify.annotations.NullMarked;
