/**
 * Sees to it that what is made from recordings is made for each, and for none at the cost of
 * others.
 */
@NullMarked
package dev.gatescribe.recorder.derive;

import org.jspecify.annotations.NullMarked;
