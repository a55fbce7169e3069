package dev.gatescribe.recording.read;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import org.jspecify.annotations.Nullable;

/**
 * A line in a list of recordings.
 *
 * @param description who, what, from where and when; null for the audit log, and where nothing
 *     readable says it
 * @param durationMicros until the last event that is known
 * @param endReason code of an {@code EndReason}; empty while it is not known
 * @param endDetail one line for people, or empty
 * @param events how many events; 0 while it is not known
 * @param storedBytes length of what is stored, 0 while it is not known
 * @param problem what is wrong, in one line; empty if nothing is
 */
public record RecordingSummary(
    RecordingId id,
    RecordingState state,
    @Nullable SessionDescription description,
    long durationMicros,
    String endReason,
    String endDetail,
    long events,
    long storedBytes,
    String problem) {}
