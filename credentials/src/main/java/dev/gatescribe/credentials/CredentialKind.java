package dev.gatescribe.credentials;

/** What a file holds. */
public enum CredentialKind {
  /** A private key in OpenSSH's or PEM's text form, without a passphrase. */
  PRIVATE_KEY,
  /** A password, alone on one line. */
  PASSWORD
}
