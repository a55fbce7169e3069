package dev.gatescribe.session;

import java.security.cert.X509Certificate;
import java.util.List;

/** How a target proves that it is the one that was meant. */
public sealed interface TargetTrust {

  /**
   * Public keys of an SSH host.
   *
   * @param keys each as {@code TYPE BASE64} (the form of sshd(8)'s authorized_keys file); at least
   *     one
   */
  record PinnedHostKeys(List<String> keys) implements TargetTrust {
    public PinnedHostKeys {
      keys = List.copyOf(keys);
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("at least one pinned host key");
      }
    }
  }

  /**
   * A TLS certificate for the target's host name or IP address, issued by one of these authorities
   * (RFC 9525).
   *
   * @param authorities at least one
   */
  record TrustedAuthorities(List<X509Certificate> authorities) implements TargetTrust {
    public TrustedAuthorities {
      authorities = List.copyOf(authorities);
      if (authorities.isEmpty()) {
        throw new IllegalArgumentException("at least one trusted authority");
      }
    }
  }

  /** Not at all, and nothing is encrypted; the configuration says so in words. */
  record Unprotected() implements TargetTrust {}
}
