/** Recordings in the formats of other tools. */
@NullMarked
package dev.gatescribe.recording.export;

import org.jspecify.annotations.NullMarked;
