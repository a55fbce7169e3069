/**
 * The Kubernetes door from outside: stock clients through the built server to a real cluster, and
 * what is recorded of it. All of it is tagged {@code cluster}.
 */
@NullMarked
package dev.gatescribe.testbed.kubernetes;

import org.jspecify.annotations.NullMarked;
