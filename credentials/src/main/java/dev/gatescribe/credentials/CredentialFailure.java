package dev.gatescribe.credentials;

import dev.gatescribe.session.ReasonCode;

/** Why there is no credential. */
public enum CredentialFailure implements ReasonCode {
  /** Nothing is configured for the target and login. */
  NOT_CONFIGURED("credential-not-configured"),
  /** The file is not there, or is no file. */
  FILE_MISSING("credential-file-missing"),
  FILE_UNREADABLE("credential-file-unreadable"),
  /** Others than the owner may use the file. */
  FILE_EXPOSED("credential-file-exposed"),
  FILE_TOO_LARGE("credential-file-too-large"),
  /** The content is not what was configured. */
  FILE_MALFORMED("credential-file-malformed");

  private final String code;

  CredentialFailure(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
