/**
 * The writing of recordings. {@link dev.gatescribe.recorder.JournalRecorder} is the room's front:
 * what is appended goes to the {@code journal} first, and from there is shipped ({@code ship}) as
 * segments to the object store, manifest last.
 */
@NullMarked
package dev.gatescribe.recorder;

import org.jspecify.annotations.NullMarked;
