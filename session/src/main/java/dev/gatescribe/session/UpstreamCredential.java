package dev.gatescribe.session;

import java.util.Objects;

/** What opens a target. The person never sees it; {@code toString} shows nothing of it. */
public sealed interface UpstreamCredential {

  /** A private key in OpenSSH's or PEM's text form, without a passphrase. */
  record PrivateKey(String text) implements UpstreamCredential {
    public PrivateKey {
      Objects.requireNonNull(text, "text");
    }

    @Override
    public String toString() {
      return "PrivateKey[redacted]";
    }
  }

  /**
   * A TLS client certificate.
   *
   * @param chain the certificates in PEM's text form, the client's own first
   * @param privateKey PKCS #8 in PEM's text form, without a passphrase
   */
  record ClientCertificate(String chain, String privateKey) implements UpstreamCredential {
    public ClientCertificate {
      Objects.requireNonNull(chain, "chain");
      Objects.requireNonNull(privateKey, "privateKey");
    }

    @Override
    public String toString() {
      return "ClientCertificate[redacted]";
    }
  }

  /** A token that is sent with each request (RFC 6750). */
  record BearerToken(String text) implements UpstreamCredential {
    public BearerToken {
      Objects.requireNonNull(text, "text");
    }

    @Override
    public String toString() {
      return "BearerToken[redacted]";
    }
  }

  /** A password. */
  record Password(String text) implements UpstreamCredential {
    public Password {
      Objects.requireNonNull(text, "text");
    }

    @Override
    public String toString() {
      return "Password[redacted]";
    }
  }
}
