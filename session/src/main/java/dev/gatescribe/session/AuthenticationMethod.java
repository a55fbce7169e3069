package dev.gatescribe.session;

import java.util.Optional;

/** A way to prove who one is. The code is what stands in policies, audit events and recordings. */
public enum AuthenticationMethod {
  /** An SSH public key, whose signature was verified. */
  PUBLIC_KEY("publickey"),
  /** An SSH certificate of a trusted authority. */
  CERTIFICATE("certificate"),
  /** A token of this gateway: as password of a database, as bearer token of a cluster. */
  ACCESS_TOKEN("access-token"),
  /** A sign-in at an OpenID Connect provider. */
  OIDC("oidc"),
  /** A code that was sent to an e-mail address. */
  ONE_TIME_PIN("one-time-pin"),
  /** A key that its holder confirmed in a browser; the facts are those of that sign-in. */
  BROWSER("browser"),
  /** A signed assertion of a front door before the gateway. */
  FRONT_DOOR("front-door");

  private final String code;

  AuthenticationMethod(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  /** The method with this code. */
  public static Optional<AuthenticationMethod> ofCode(String code) {
    for (AuthenticationMethod method : values()) {
      if (method.code.equals(code)) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }
}
