package dev.gatescribe.credentials;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** There is no credential. The message names target and file, and nothing of the content. */
public final class CredentialException extends IOException {
  private static final long serialVersionUID = 1L;

  private final CredentialFailure failure;

  CredentialException(CredentialFailure failure, String message) {
    this(failure, message, null);
  }

  CredentialException(CredentialFailure failure, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.failure = failure;
  }

  public CredentialFailure failure() {
    return failure;
  }
}
