package dev.gatescribe.gateway.k8s.request;

/** A path or query that is not the one plain form. The message is for the person who sent it. */
public final class RequestTargetException extends Exception {
  private static final long serialVersionUID = 1L;

  public RequestTargetException(String message) {
    super(message);
  }

  /** What is wrong, in words. */
  public String explanation() {
    return String.valueOf(getMessage());
  }
}
