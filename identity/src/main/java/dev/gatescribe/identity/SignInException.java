package dev.gatescribe.identity;

import org.jspecify.annotations.Nullable;

/** Somebody is not signed in. The message is for the operator; it holds no token. */
public final class SignInException extends Exception {
  private static final long serialVersionUID = 1L;

  private final SignInRefusal refusal;

  public SignInException(SignInRefusal refusal, String message) {
    this(refusal, message, null);
  }

  public SignInException(SignInRefusal refusal, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.refusal = refusal;
  }

  public SignInRefusal refusal() {
    return refusal;
  }
}
