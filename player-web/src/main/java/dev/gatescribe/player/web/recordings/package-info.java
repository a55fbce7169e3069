/**
 * Recordings over REST: the list, one of them, its events page by page, and its export. Looking at
 * content is audited before any of it leaves.
 */
@NullMarked
package dev.gatescribe.player.web.recordings;

import org.jspecify.annotations.NullMarked;
