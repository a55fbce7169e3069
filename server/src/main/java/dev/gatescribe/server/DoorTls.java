package dev.gatescribe.server;

import dev.gatescribe.credentials.authority.PrivateKeyPem;
import dev.gatescribe.credentials.authority.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the doors show their clients over TLS: the operator's certificate, or one from an authority
 * that the gateway makes for itself at its first start and keeps.
 */
final class DoorTls {

  /** A new certificate is issued at each start; some clients refuse one that lives longer. */
  private static final Duration LIFETIME = Duration.ofDays(397);

  private final ServerConfiguration configuration;
  private final SecretFiles secrets;
  private final Clock clock;

  DoorTls(ServerConfiguration configuration, SecretFiles secrets, Clock clock) {
    this.configuration = configuration;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Looks whether the operator's files can be used, if there are any.
   *
   * @throws StartException if they cannot
   */
  static void check(ServerConfiguration configuration) throws StartException {
    if (configuration.tls().files().isPresent()) {
      read(configuration.tls().files().get());
    }
  }

  TlsIdentity identity() throws StartException {
    Optional<ServerConfiguration.CertificateFiles> files = configuration.tls().files();
    return files.isPresent()
        ? read(files.get())
        : secrets.tlsAuthority(clock).issue(names(), clock.instant(), LIFETIME);
  }

  /**
   * What the operator's files hold now.
   *
   * @throws StartException if they cannot be used, or do not belong together
   */
  static TlsIdentity read(ServerConfiguration.CertificateFiles files) throws StartException {
    try (InputStream chain = Files.newInputStream(files.certificate())) {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(chain).stream()
              .map(certificate -> (X509Certificate) certificate)
              .toList();
      if (certificates.isEmpty()) {
        throw new StartException(files.certificate() + " holds no certificate");
      }
      PrivateKey key = PrivateKeyPem.parse(Files.readString(files.privateKey()));
      if (!belongTogether(key, certificates.getFirst().getPublicKey())) {
        throw new StartException(
            "the private key "
                + files.privateKey()
                + " is not that of the first certificate in "
                + files.certificate());
      }
      return new TlsIdentity(certificates, key);
    } catch (IOException | GeneralSecurityException e) {
      throw new StartException(
          "the TLS certificate "
              + files.certificate()
              + " and key "
              + files.privateKey()
              + " cannot be used: "
              + e.getMessage(),
          e);
    }
  }

  /** Signs with one and verifies with the other, which any kind of key can. */
  private static boolean belongTogether(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] text = "these belong together".getBytes(StandardCharsets.US_ASCII);
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(text);
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(certified);
    verifying.update(text);
    return verifying.verify(signing.sign());
  }

  /** The names that clients may know the gateway by. */
  private List<String> names() {
    Set<String> names = new LinkedHashSet<>(configuration.tls().names());
    for (Door door : configuration.doors()) {
      if (!isWildcard(door.listen().host())) {
        names.add(door.listen().host());
      }
    }
    names.addAll(List.of("localhost", "127.0.0.1", "::1"));
    try {
      names.add(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      // A machine that does not know its own name is reached by another one.
    }
    return List.copyOf(names);
  }

  private static boolean isWildcard(String host) {
    return host.equals("0.0.0.0") || host.equals("::");
  }
}
