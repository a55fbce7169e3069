/**
 * Finds the logins that went round the gateway: reads what targets wrote about logins into their
 * own logs, and names each that no recorded session explains.
 *
 * <p>A log is hostile: its lines may be huge, malformed, or made by whoever tried to log in. What
 * is read of a line is bounded, and nothing of it is obeyed.
 */
@NullMarked
package dev.gatescribe.cli.reconcile;

import org.jspecify.annotations.NullMarked;
