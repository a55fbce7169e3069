/**
 * Finding and reading recordings, from an {@code ObjectStore} alone. One damaged recording never
 * hides another.
 */
@NullMarked
package dev.gatescribe.recording.read;

import org.jspecify.annotations.NullMarked;
