package dev.gatescribe.admission;

import dev.gatescribe.admission.document.CertificateReadings;
import dev.gatescribe.admission.document.DocumentNode;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.document.ScalarNode;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.TargetTrust;
import java.util.Optional;

/** Reads how a target proves itself: {@code hostKeys} or {@code tls}. */
final class TrustReading {
  private static final String DISABLE = "disable";

  private TrustReading() {}

  static Optional<TargetTrust> read(MappingNode target, Protocol protocol) {
    return switch (protocol) {
      case SSH -> hostKeys(target);
      case POSTGRESQL -> target.required("tls", TrustReading::tlsOrDisable);
      case KUBERNETES -> target.required("tls", Readings.mapping(TrustReading::authorities));
      case WEB -> throw new IllegalStateException("no target is configured with protocol web");
    };
  }

  private static Optional<TargetTrust> hostKeys(MappingNode target) {
    return target
        .required("hostKeys", Readings.listOf(1, PublicKeyReading.PUBLIC_KEY))
        .filter(keys -> !keys.isEmpty())
        .map(
            keys -> new TargetTrust.PinnedHostKeys(keys.stream().map(SshPublicKey::text).toList()));
  }

  /** Without TLS everything that passes can be read on the way, so it takes a word to say so. */
  private static Optional<TargetTrust> tlsOrDisable(DocumentNode node) {
    if (node instanceof ScalarNode) {
      return Readings.<TargetTrust>parsed(
              "valid here",
              "a mapping with authoritiesFile, or the word " + DISABLE,
              text ->
                  text.equals(DISABLE)
                      ? Optional.of(new TargetTrust.Unprotected())
                      : Optional.empty())
          .read(node);
    }
    return Readings.mapping(TrustReading::authorities).read(node);
  }

  private static Optional<TargetTrust> authorities(MappingNode tls) {
    return tls.required("authoritiesFile", CertificateReadings.authorities())
        .map(TargetTrust.TrustedAuthorities::new);
  }
}
