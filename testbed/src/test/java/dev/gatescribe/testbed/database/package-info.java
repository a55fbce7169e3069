/**
 * The PostgreSQL door from outside: stock clients through the built server, and what is recorded of
 * it.
 */
@NullMarked
package dev.gatescribe.testbed.database;

import org.jspecify.annotations.NullMarked;
