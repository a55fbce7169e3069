package dev.gatescribe.credentials.authority;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a TLS server shows.
 *
 * @param chain its own certificate first
 * @param privateKey of the first certificate
 */
public record TlsIdentity(List<X509Certificate> chain, PrivateKey privateKey) {
  public TlsIdentity {
    chain = List.copyOf(chain);
  }

  public String chainPem() {
    return chain.stream()
        .map(certificate -> TlsAuthority.pem("CERTIFICATE", encoded(certificate)))
        .collect(Collectors.joining());
  }

  /** The secret, PKCS #8. */
  public String privateKeyPem() {
    return TlsAuthority.pem("PRIVATE KEY", privateKey.getEncoded());
  }

  static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was decoded can be encoded", e);
    }
  }

  /** Shows nothing of the key. */
  @Override
  public String toString() {
    return "TlsIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }
}
