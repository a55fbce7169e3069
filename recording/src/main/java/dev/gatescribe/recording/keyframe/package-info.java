/**
 * Key frames: what the screens of a recording showed at intervals, so that any moment is reached
 * without playing what came before.
 *
 * <p>{@code KeyFrameDerivation} plays a sealed recording through {@code StreamScreens} and stores
 * frames and an index of them; {@code ScreenSeek} finds the frame before a moment and plays on from
 * there. They are made from recordings, can be made again, and are nothing that is trusted.
 */
@NullMarked
package dev.gatescribe.recording.keyframe;

import org.jspecify.annotations.NullMarked;
