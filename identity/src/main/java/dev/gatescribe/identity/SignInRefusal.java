package dev.gatescribe.identity;

import dev.gatescribe.session.ReasonCode;

/** Why somebody is not signed in, or no longer. The code stands in the audit log. */
public enum SignInRefusal implements ReasonCode {
  /** The browser did not begin this sign-in, or its cookie is gone. */
  SIGN_IN_NOT_BEGUN("sign-in-not-begun"),
  /** It took longer than a sign-in may take. */
  SIGN_IN_EXPIRED("sign-in-expired"),
  /** The answer belongs to another sign-in than the one that this browser began. */
  STATE_MISMATCH("state-mismatch"),
  /** The answer was used before. */
  ANSWER_REPLAYED("answer-replayed"),
  /** The issuer's answer to the browser says that it comes from another issuer. */
  ANSWER_FROM_ANOTHER_ISSUER("answer-from-another-issuer"),
  /** The issuer said no, or the person did. */
  ISSUER_REFUSED("issuer-refused"),
  /** The issuer did not take the code: used, too old, or of another sign-in. */
  CODE_REFUSED("code-refused"),
  /** The issuer does not take this gateway's own credential. */
  CLIENT_REFUSED("client-refused"),
  /** The issuer does not answer, or not as it must. */
  ISSUER_UNAVAILABLE("issuer-unavailable"),
  /** What was shown is no token at all, or too long. */
  TOKEN_MALFORMED("token-malformed"),
  /** The token bears no signature. */
  TOKEN_UNSIGNED("token-unsigned"),
  /** The token is signed in a way that is not on the list. */
  ALGORITHM_NOT_ALLOWED("algorithm-not-allowed"),
  /** The issuer has no such key. */
  UNKNOWN_KEY("unknown-key"),
  SIGNATURE_INVALID("signature-invalid"),
  /** A token of another kind than is due here. */
  TOKEN_OF_ANOTHER_KIND("token-of-another-kind"),
  ISSUER_MISMATCH("issuer-mismatch"),
  /** The token is for somebody else. */
  AUDIENCE_MISMATCH("audience-mismatch"),
  /** The token was given to another client. */
  AUTHORIZED_PARTY_MISMATCH("authorized-party-mismatch"),
  NONCE_MISMATCH("nonce-mismatch"),
  TOKEN_EXPIRED("token-expired"),
  /** The token is from the future. */
  TOKEN_NOT_YET_VALID("token-not-yet-valid"),
  /** The token was shown before, and counts once. */
  TOKEN_REPLAYED("token-replayed"),
  /** The token speaks of somebody else than the session does. */
  SUBJECT_MISMATCH("subject-mismatch"),
  /** A claim that is needed is missing, or has a form in which it means nothing. */
  CLAIM_UNUSABLE("claim-unusable"),
  /** Somebody else has the name. */
  NAME_TAKEN("name-taken"),
  /** The session is shown by another client than the one that it was opened for. */
  SESSION_OF_ANOTHER_CLIENT("session-of-another-client");

  private final String code;

  SignInRefusal(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
