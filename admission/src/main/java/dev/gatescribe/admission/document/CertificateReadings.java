package dev.gatescribe.admission.document;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Readings of files with certificates. */
public final class CertificateReadings {
  private CertificateReadings() {}

  /** A file with one or more certificates in PEM: who may have issued what a server shows. */
  public static Reading<List<X509Certificate>> authorities() {
    return node ->
        PathReadings.path("a file with the certificates of authorities, in PEM")
            .read(node)
            .flatMap(file -> certificates(node, file));
  }

  private static Optional<List<X509Certificate>> certificates(DocumentNode node, Path file) {
    try (InputStream input = Files.newInputStream(file)) {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(input).stream()
              .map((Certificate certificate) -> (X509Certificate) certificate)
              .toList();
      if (certificates.isEmpty()) {
        node.refuse(file + " holds no certificate", "certificates in PEM");
        return Optional.empty();
      }
      return Optional.of(certificates);
    } catch (IOException e) {
      node.refuse(file + " cannot be read", "a file with certificates in PEM");
      return Optional.empty();
    } catch (CertificateException e) {
      node.refuse(file + " holds something else than certificates", "certificates in PEM");
      return Optional.empty();
    }
  }
}
