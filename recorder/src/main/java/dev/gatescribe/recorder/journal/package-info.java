/**
 * The local write-ahead log of a gateway process: files of fixed size, written and mapped before
 * they are used, shared by all sessions. What is in the mapped file survives the death of the
 * process at any instruction.
 */
@NullMarked
package dev.gatescribe.recorder.journal;

import org.jspecify.annotations.NullMarked;
