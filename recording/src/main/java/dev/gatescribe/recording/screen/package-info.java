/**
 * A terminal without a window: what programs write goes in, and what a person would have seen comes
 * out, as text or as what paints it on another terminal. It exists for key frames.
 *
 * <p>{@code TerminalParser} cuts bytes into characters and sequences, {@code TerminalInterpreter}
 * says what they mean, {@code Terminal} does it to the {@code Row}s of a {@code ScreenBuffer}, and
 * {@code ScreenPainter} writes it down. What is fed was written by targets that may be hostile.
 */
@org.jspecify.annotations.NullMarked
package dev.gatescribe.recording.screen;
