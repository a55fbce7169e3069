/** Recordings in the formats of other tools, and their events and stories as JSON. */
@NullMarked
package dev.gatescribe.recording.export;

import org.jspecify.annotations.NullMarked;
