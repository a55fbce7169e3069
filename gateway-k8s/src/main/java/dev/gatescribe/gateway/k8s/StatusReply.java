package dev.gatescribe.gateway.k8s;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.gateway.OneLine;
import dev.gatescribe.gateway.RefusalMessage;
import dev.gatescribe.session.AccessRequest;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.ReasonCode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The gateway's own answer in the words of Kubernetes: a {@code Status} object (Kubernetes API
 * conventions, "Response Status Kind"), which kubectl prints.
 *
 * @param httpStatus the code
 * @param message one sentence, which begins with who speaks
 */
record StatusReply(int httpStatus, String message) {

  /** A message that is longer than this is not read. */
  private static final int MESSAGE_MAX = 1_000;

  StatusReply {
    Objects.requireNonNull(message, "message");
    message = OneLine.of(message, MESSAGE_MAX);
  }

  static StatusReply of(int httpStatus, ReasonCode reason, String explanation) {
    return of(httpStatus, RefusalMessage.refused(reason, explanation));
  }

  private static StatusReply of(int httpStatus, RefusalMessage refusal) {
    return new StatusReply(httpStatus, "gatescribe: " + refusal.text());
  }

  static StatusReply denied(DenialReason reason, String explanation) {
    return of(statusOf(reason), reason, explanation);
  }

  /** The status that belongs to a reason. */
  static int statusOf(DenialReason reason) {
    return switch (reason) {
      case UNKNOWN_PRINCIPAL -> 401;
      // Not 404, of which kubectl shows no words.
      case MALFORMED_DESTINATION -> 403;
      case CREDENTIAL_NOT_FOR_TARGET,
          UNKNOWN_TARGET,
          TARGET_NOT_ALLOWED,
          LOGIN_NOT_ALLOWED,
          DENIED_BY_POLICY,
          SECOND_FACTOR_REQUIRED,
          CONDITION_FAILED,
          NAMESPACE_NOT_ALLOWED,
          FEATURE_NOT_ALLOWED,
          PROOF_REJECTED,
          DECISION_FAILED ->
          403;
      case RECORDING_UNAVAILABLE, SHUTTING_DOWN -> 503;
      case LIMIT_REACHED -> 429;
    };
  }

  static StatusReply ended(EndReason reason, String explanation) {
    int status =
        switch (reason) {
          case ADMISSION_EXPIRED, PROOF_REJECTED -> 403;
          case TARGET_UNREACHABLE, RECORDER_FAILED, GATEWAY_STOPPED, IDLE -> 503;
          case BYTE_BUDGET -> 429;
          case TARGET_CLOSED,
              TARGET_HOST_KEY_MISMATCH,
              TARGET_CERTIFICATE_REJECTED,
              TARGET_AUTHENTICATION_FAILED,
              TARGET_PROTOCOL_ERROR ->
              502;
          case CLIENT_CLOSED, CLIENT_PROTOCOL_ERROR -> 400;
          case GATEWAY_LOST, GATEWAY_ERROR -> 500;
        };
    return new StatusReply(status, "gatescribe: " + reason.code() + ": " + explanation);
  }

  static StatusReply pending(AccessRequest request) {
    return of(403, RefusalMessage.pending(request));
  }

  static StatusReply stepUp(URI where) {
    return of(403, RefusalMessage.stepUp(where));
  }

  byte[] json() {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status");
    status.put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure");
    status.put("message", message);
    status.put("reason", reason());
    status.put("code", httpStatus);
    return status.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The word by which clients tell failures apart (Kubernetes, metav1.StatusReason). */
  private String reason() {
    return switch (httpStatus) {
      case 400 -> "BadRequest";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "NotFound";
      case 413 -> "RequestEntityTooLarge";
      case 429 -> "TooManyRequests";
      case 503 -> "ServiceUnavailable";
      case 504 -> "Timeout";
      default -> "InternalError";
    };
  }
}
