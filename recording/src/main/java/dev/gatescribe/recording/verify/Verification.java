package dev.gatescribe.recording.verify;

import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.TrustedKey;
import dev.gatescribe.session.RecordingId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a check.
 *
 * @param manifest what seals the recording; null if it is missing or altered
 * @param signer the key that signed the manifest; null as above
 * @param signerTrusted whether the signer is the key that was given; false if none was
 * @param findings what is wrong, in the order of the objects; empty if nothing is
 * @param segments how many segments were checked
 */
public record Verification(
    RecordingId id,
    @Nullable Manifest manifest,
    @Nullable TrustedKey signer,
    boolean signerTrusted,
    List<Finding> findings,
    int segments) {

  public Verification {
    findings = List.copyOf(findings);
  }

  /** Nothing is wrong. A truncated recording is whole as far as it goes. */
  public boolean holds() {
    return findings.isEmpty();
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
