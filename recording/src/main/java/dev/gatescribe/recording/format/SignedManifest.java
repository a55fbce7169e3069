package dev.gatescribe.recording.format;

/**
 * A manifest whose signature held.
 *
 * @param signer the key that the manifest itself names; whether to trust it is another question
 */
public record SignedManifest(Manifest manifest, TrustedKey signer) {}
