package dev.gatescribe.gateway.k8s;

/** The Kubernetes door cannot open. */
public final class KubernetesGatewayException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is missing. */
  public enum Reason {
    ADDRESS_UNAVAILABLE,
    UNUSABLE_CERTIFICATE
  }

  private final Reason reason;

  KubernetesGatewayException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
