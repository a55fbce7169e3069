/** Checks a recording from what is stored and a key from elsewhere, and names what is wrong. */
@NullMarked
package dev.gatescribe.recording.verify;

import org.jspecify.annotations.NullMarked;
