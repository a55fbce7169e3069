package dev.gatescribe.session;

import java.util.Objects;

/**
 * How a principal proved who they are.
 *
 * @param method the protocol's own word, for example {@code publickey}
 * @param detail what was shown, never a secret: for a public key its SHA-256 fingerprint
 */
public record Authentication(String method, String detail) {
  public Authentication {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(detail, "detail");
  }
}
