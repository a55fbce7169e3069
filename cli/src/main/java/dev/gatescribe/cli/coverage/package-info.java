/**
 * What {@code gatescribe coverage …} does: whether every session has its recording, and every login
 * its session.
 */
@NullMarked
package dev.gatescribe.cli.coverage;

import org.jspecify.annotations.NullMarked;
