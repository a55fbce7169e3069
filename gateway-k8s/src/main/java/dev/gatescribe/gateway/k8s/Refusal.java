package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.DenialReason;

/**
 * Why a request inside a session does not reach the API server.
 *
 * @param httpStatus of the answer
 * @param what was asked for, as recordings and audit events say it
 * @param explanation one sentence for the person: what was refused and by which policy
 */
record Refusal(int httpStatus, DenialReason reason, String what, String explanation) {

  static final Refusal TOO_MANY_REQUESTS =
      of(
          DenialReason.LIMIT_REACHED,
          "too many requests at once",
          "the session has too many requests at once");

  /** A refusal with the status that belongs to its reason. */
  static Refusal of(DenialReason reason, String what, String explanation) {
    return new Refusal(StatusReply.statusOf(reason), reason, what, explanation);
  }

  StatusReply reply() {
    return StatusReply.of(httpStatus, reason, explanation);
  }
}
