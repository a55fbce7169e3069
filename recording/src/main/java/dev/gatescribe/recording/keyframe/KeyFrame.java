package dev.gatescribe.recording.keyframe;

import java.nio.ByteBuffer;

/**
 * What one stream showed at a moment.
 *
 * @param hasTerminal whether the stream had a terminal; otherwise a line feed begins a line
 * @param repaint what brings a terminal of this size, just reset, to show it
 */
public record KeyFrame(int columns, int rows, boolean hasTerminal, ByteBuffer repaint) {}
