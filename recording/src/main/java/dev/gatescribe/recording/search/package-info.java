/**
 * Finding recordings by what is in them: the {@code RecordingSearch} port, and what is asked and
 * answered. Who keeps the index is not known here.
 */
@NullMarked
package dev.gatescribe.recording.search;

import org.jspecify.annotations.NullMarked;
