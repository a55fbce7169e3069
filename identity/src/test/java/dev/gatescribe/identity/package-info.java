/** The tests' own issuer, clock and database. */
package dev.gatescribe.identity;
