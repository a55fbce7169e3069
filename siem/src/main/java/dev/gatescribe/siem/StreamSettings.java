package dev.gatescribe.siem;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * One stream of audit events.
 *
 * @param name what messages, metrics and the file with its place are called; a file's name
 */
public record StreamSettings(String name, Destination destination) {

  /** Where it goes. */
  public sealed interface Destination {

    /** JSON lines to standard output. */
    record StandardOutput() implements Destination {}

    /** Syslog over TCP, or TLS. */
    record Syslog(String host, int port, Trust trust) implements Destination {}

    /**
     * JSON lines by HTTP POST.
     *
     * @param tokenFile a file with a bearer token
     */
    record Http(URI url, Optional<Path> tokenFile, Trust trust) implements Destination {}
  }

  /** How a receiver proves that it is the one. */
  public sealed interface Trust {

    /** By a certificate that the platform trusts. */
    record Platform() implements Trust {}

    /** By a certificate that one of these issued. */
    record Authorities(List<X509Certificate> certificates) implements Trust {
      public Authorities {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
          throw new IllegalArgumentException("at least one authority");
        }
      }
    }

    /** Not at all, and nothing is encrypted. */
    record Unprotected() implements Trust {}
  }
}
