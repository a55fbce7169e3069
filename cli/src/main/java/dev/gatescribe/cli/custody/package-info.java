/**
 * The commands that ask the running server to hold, release or delete a recording: the audit log is
 * its to write.
 */
@NullMarked
package dev.gatescribe.cli.custody;

import org.jspecify.annotations.NullMarked;
