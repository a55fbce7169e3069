package dev.gatescribe.credentials;

/** What a file holds. */
public enum CredentialKind {
  /** A private key in OpenSSH's or PEM's text form, without a passphrase. */
  PRIVATE_KEY,
  /** A password, alone on one line. */
  PASSWORD,
  /** The private key of a client certificate, PKCS #8 in PEM, without a passphrase. */
  CLIENT_CERTIFICATE,
  /** A token, alone on one line. */
  BEARER_TOKEN
}
