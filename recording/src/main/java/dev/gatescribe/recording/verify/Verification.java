package dev.gatescribe.recording.verify;

import dev.gatescribe.recording.format.Deletion;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.TrustedKey;
import dev.gatescribe.session.RecordingId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a check.
 *
 * @param manifest what seals the recording; null if it is missing or altered
 * @param signer the key that signed the manifest; null as above
 * @param signerTrusted whether the signer is the key that was given; false if none was
 * @param findings what is wrong, in the order of the objects; empty if nothing is
 * @param attempts what somebody tried later to put in place of objects, or to delete, in a store
 *     that keeps what was there before; the recording is none the worse for it
 * @param segments how many segments were checked
 * @param manifestMissing whether there is no manifest at all, which is a finding too
 * @param deletion what says that the recording was deleted on purpose, and therefore has no
 *     manifest; nothing else was checked then. Null otherwise, also where a key was given that did
 *     not sign it
 * @param lastEventAt when the last event happened that could be read; when the recording began if
 *     there is none. Without a manifest nothing vouches for it.
 */
public record Verification(
    RecordingId id,
    @Nullable Manifest manifest,
    @Nullable TrustedKey signer,
    boolean signerTrusted,
    List<Finding> findings,
    List<Finding> attempts,
    int segments,
    boolean manifestMissing,
    @Nullable Deletion deletion,
    Instant lastEventAt) {

  /** Who writes a recording is not expected to find nothing to write for longer than this. */
  public static final Duration SILENCE_MAX = Duration.ofDays(1);

  public Verification {
    findings = List.copyOf(findings);
    attempts = List.copyOf(attempts);
  }

  /** Nothing is wrong. A truncated recording is whole as far as it goes. */
  public boolean holds() {
    return findings.isEmpty();
  }

  /**
   * The manifest is missing and nothing else is wrong: it is still being written, or its manifest
   * was removed. Only time tells these two apart.
   */
  public boolean notFinished() {
    return manifestMissing && findings.size() == 1;
  }

  /** Whether the last event is so far from {@code now} that nobody is still writing. */
  public boolean silentAt(Instant now) {
    return Duration.between(lastEventAt, now).abs().compareTo(SILENCE_MAX) > 0;
  }

  /**
   * One thing that is wrong.
   *
   * @param object the name of the object
   */
  public record Finding(String object, String problem) {
    @Override
    public String toString() {
      return object + ": " + problem;
    }
  }
}
