/** What is made from recordings and can be made again from them. */
@NullMarked
package dev.gatescribe.recording.derive;

import org.jspecify.annotations.NullMarked;
