/**
 * The text of a recording as people would search for it: what appeared on terminals, what was typed
 * and executed, cut into bounded chunks. Nothing here acts on what a target wrote.
 */
@NullMarked
package dev.gatescribe.recording.text;

import org.jspecify.annotations.NullMarked;
