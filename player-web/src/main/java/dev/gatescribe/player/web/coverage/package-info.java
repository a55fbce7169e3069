/** Whether every session has its recording, as the REST API tells it. */
@NullMarked
package dev.gatescribe.player.web.coverage;

import org.jspecify.annotations.NullMarked;
