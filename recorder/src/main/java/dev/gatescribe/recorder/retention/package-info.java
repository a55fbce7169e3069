/**
 * Which recordings go, and how: the policy by labels, holds, and deletion in an order that a crash
 * cannot spoil. See docs/decisions/0020-retention.md.
 */
@NullMarked
package dev.gatescribe.recorder.retention;

import org.jspecify.annotations.NullMarked;
