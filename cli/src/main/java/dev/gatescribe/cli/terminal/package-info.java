/** Text for people in a terminal: tables, figures, and output that cannot hurt who looks at it. */
@NullMarked
package dev.gatescribe.cli.terminal;

import org.jspecify.annotations.NullMarked;
