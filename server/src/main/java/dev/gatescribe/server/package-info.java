/**
 * The assembly, and the only one: reads the configuration, puts the rooms together with their
 * constructors, starts and stops them in order, and lets people look at the whole by health,
 * metrics and logs.
 */
@NullMarked
package dev.gatescribe.server;

import org.jspecify.annotations.NullMarked;
