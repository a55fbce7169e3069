/**
 * What happened, told in units that people think in: the statements of a database session and the
 * requests of a Kubernetes session, put together from the events of a recording. Memory stays
 * bounded, whatever a recording holds; what was left out is marked.
 */
@NullMarked
package dev.gatescribe.recording.story;

import org.jspecify.annotations.NullMarked;
