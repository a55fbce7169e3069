package dev.gatescribe.gateway.ssh.wire;

/** The body of a request is not what its type says. The message shows nothing of the body. */
public final class MalformedRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedRequestException(String message) {
    super(message);
  }
}
