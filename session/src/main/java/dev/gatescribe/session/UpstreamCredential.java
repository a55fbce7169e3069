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
