package dev.gatescribe.identity.store;

import java.util.Objects;

/**
 * Where a request comes from, as far as a session is held to it.
 *
 * @param address without port
 * @param program digest of what the browser calls itself
 */
public record Client(String address, String program) {
  public Client {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(program, "program");
  }

  /**
   * Of a request.
   *
   * @param userAgent the header, or empty
   */
  public static Client of(String address, String userAgent) {
    return new Client(address, Digest.of(userAgent));
  }
}
