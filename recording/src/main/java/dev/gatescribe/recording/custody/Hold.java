package dev.gatescribe.recording.custody;

import java.time.Instant;

/**
 * A hold that stands: somebody wants a recording kept.
 *
 * @param since when it was added
 * @param by who added it
 * @param reason for people, one line
 */
public record Hold(String name, Instant since, String by, String reason) {}
