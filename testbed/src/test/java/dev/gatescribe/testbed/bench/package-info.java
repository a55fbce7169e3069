/**
 * Benchmarks: the product and its peer side by side, in interleaved pairs of one run, with the
 * ratio of the medians at the end. {@code gatescribe bench} runs them.
 */
@NullMarked
package dev.gatescribe.testbed.bench;

import org.jspecify.annotations.NullMarked;
