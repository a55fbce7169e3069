package dev.gatescribe.gateway.k8s.wire;

/** Bytes that are not of the protocol, or beyond a cap. Shows nothing of them. */
public final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  public WireException(String message) {
    super(message);
  }
}
