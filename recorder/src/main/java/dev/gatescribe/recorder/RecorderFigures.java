package dev.gatescribe.recorder;

import java.time.Duration;

/**
 * What the operator sees of the recorder.
 *
 * @param liveRecordings recordings that are being written or wait for their manifest
 * @param backlogBytes journal space that waits for the object store
 * @param waitingBytes events that wait on the heap for room in the journal
 * @param storeFailures failed attempts to store an object since the start
 * @param oldestUnsent how long the eldest closed segment waits to be stored; zero if none does
 */
public record RecorderFigures(
    int liveRecordings,
    long backlogBytes,
    long waitingBytes,
    long storeFailures,
    Duration oldestUnsent) {}
