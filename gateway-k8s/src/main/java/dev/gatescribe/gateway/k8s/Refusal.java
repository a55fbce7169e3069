package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.DenialReason;

/**
 * Why a request inside a session does not reach the API server.
 *
 * @param what was asked for, as recordings and audit events say it
 * @param explanation one sentence for the person: what was refused and by which rule
 */
record Refusal(DenialReason reason, String what, String explanation) {
  StatusReply reply() {
    return StatusReply.denied(reason, explanation);
  }
}
