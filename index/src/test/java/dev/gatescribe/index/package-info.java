/** Against a real PostgreSQL. */
package dev.gatescribe.index;
