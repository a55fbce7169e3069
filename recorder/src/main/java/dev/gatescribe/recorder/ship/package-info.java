/**
 * The way from the journal to the object store: records become segments, segments are stored, and
 * when a recording has ended its manifest is stored last. What cannot be stored now is tried again,
 * and holds up no other recording.
 */
@NullMarked
package dev.gatescribe.recorder.ship;

import org.jspecify.annotations.NullMarked;
