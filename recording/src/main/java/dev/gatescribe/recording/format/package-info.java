/**
 * Recordings as bytes, format version 0: event bodies, segments, manifests, object names. This
 * package knows no store and no files; {@code docs/recording-format.md} says the same for writers
 * of readers in other languages.
 */
@NullMarked
package dev.gatescribe.recording.format;

import org.jspecify.annotations.NullMarked;
