package dev.gatescribe.admission;

import dev.gatescribe.admission.document.PathReadings;
import dev.gatescribe.admission.document.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the path of a file with a private key. The public key lies beside it and has nearly its
 * name, so that one is recognised.
 */
final class PrivateKeyFileReading {

  /** Enough for the longest type of a key and the space behind it. */
  private static final int BEGINNING_BYTES = 64;

  static final Reading<Path> PRIVATE_KEY =
      PathReadings.secretFile(
          "a file that holds a private key", PrivateKeyFileReading::publicKeyInstead);

  private PrivateKeyFileReading() {}

  private static Optional<String> publicKeyInstead(Path file) {
    try (InputStream input = Files.newInputStream(file)) {
      String beginning = new String(input.readNBytes(BEGINNING_BYTES), StandardCharsets.ISO_8859_1);
      return SshPublicKey.beginsLikeOne(beginning)
          ? Optional.of("a public key, not the private one")
          : Optional.empty();
    } catch (IOException unreadable) {
      // Whoever reads it for its content says why not.
      return Optional.empty();
    }
  }
}
