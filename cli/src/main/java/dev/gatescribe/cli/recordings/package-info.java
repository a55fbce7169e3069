/** {@code gatescribe recordings …}: list, show, verify, export and play what is stored. */
@NullMarked
package dev.gatescribe.cli.recordings;

import org.jspecify.annotations.NullMarked;
