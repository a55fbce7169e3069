/** Where recordings live: the {@code ObjectStore} port and the store that is a directory. */
@NullMarked
package dev.gatescribe.recording.store;

import org.jspecify.annotations.NullMarked;
