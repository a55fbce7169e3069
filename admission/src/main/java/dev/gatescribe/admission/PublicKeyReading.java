package dev.gatescribe.admission;

import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import java.util.Optional;

/** Reads a line with a public key. */
final class PublicKeyReading {
  static final Reading<SshPublicKey> PUBLIC_KEY =
      node ->
          Readings.text("a public key as TYPE BASE64 [COMMENT]")
              .read(node)
              .flatMap(line -> {
                try {
                  return Optional.of(SshPublicKey.parse(line));
                } catch (InvalidPublicKeyException e) {
                  node.refuse(e.wrong(), e.expected());
                  return Optional.empty();
                }
              });

  private PublicKeyReading() {}
}
