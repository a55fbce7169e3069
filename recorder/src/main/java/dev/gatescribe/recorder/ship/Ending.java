package dev.gatescribe.recorder.ship;

import dev.gatescribe.recording.format.Manifest;
import java.time.Instant;

/**
 * How a recording ended, as its manifest says it.
 *
 * @param endReason code of an {@code EndReason}
 */
public record Ending(
    Manifest.State state,
    String endReason,
    String endDetail,
    Instant endedAt,
    long durationMicros,
    long clockDriftMicros) {}
