/**
 * The metadata database: which recordings there are and the text in them, in PostgreSQL. It is made
 * from the recordings, and can be made again from them; nothing is here alone. SQL is spoken in
 * this room and nowhere else.
 */
@NullMarked
package dev.gatescribe.index;

import org.jspecify.annotations.NullMarked;
