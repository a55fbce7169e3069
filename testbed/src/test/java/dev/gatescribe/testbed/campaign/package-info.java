/**
 * The long trials: many kills, many sessions. The tests run a small sample of each; {@code
 * gatescribe campaign} runs as much as one has patience for.
 */
@NullMarked
package dev.gatescribe.testbed.campaign;

import org.jspecify.annotations.NullMarked;
