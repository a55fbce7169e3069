/**
 * The commands, written once for use on the operator's machine and, later, over ssh. They read
 * recordings through the {@code recording} module and print stable text, or JSON when asked.
 */
@NullMarked
package dev.gatescribe.cli;

import org.jspecify.annotations.NullMarked;
