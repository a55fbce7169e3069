package dev.gatescribe.gateway.db;

import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;

/** PostgreSQL's error codes (its documentation, appendix A) that the gateway itself uses. */
enum SqlState {
  WARNING("01000"),
  CANNOT_CONNECT_TO_TARGET("08001"),
  TARGET_REJECTED_CONNECTION("08004"),
  CONNECTION_FAILURE("08006"),
  PROTOCOL_VIOLATION("08P01"),
  FEATURE_NOT_SUPPORTED("0A000"),
  INVALID_AUTHORIZATION("28000"),
  INVALID_PASSWORD("28P01"),
  TOO_MANY_CONNECTIONS("53300"),
  CONFIGURATION_LIMIT_EXCEEDED("53400"),
  ADMIN_SHUTDOWN("57P01"),
  CANNOT_CONNECT_NOW("57P03"),
  SYSTEM_ERROR("58000"),
  INTERNAL_ERROR("XX000");

  private final String code;

  SqlState(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }

  static SqlState of(DenialReason reason) {
    return switch (reason) {
      case UNKNOWN_PRINCIPAL -> INVALID_PASSWORD;
      case CREDENTIAL_NOT_FOR_TARGET,
          MALFORMED_DESTINATION,
          UNKNOWN_TARGET,
          TARGET_NOT_ALLOWED,
          LOGIN_NOT_ALLOWED,
          DENIED_BY_POLICY,
          SECOND_FACTOR_REQUIRED,
          CONDITION_FAILED,
          NAMESPACE_NOT_ALLOWED,
          PROOF_REJECTED ->
          INVALID_AUTHORIZATION;
      case FEATURE_NOT_ALLOWED -> FEATURE_NOT_SUPPORTED;
      case DECISION_FAILED -> INTERNAL_ERROR;
      case RECORDING_UNAVAILABLE -> SYSTEM_ERROR;
      case SHUTTING_DOWN -> CANNOT_CONNECT_NOW;
      case LIMIT_REACHED -> TOO_MANY_CONNECTIONS;
    };
  }

  static SqlState of(EndReason reason) {
    return switch (reason) {
      case TARGET_UNREACHABLE, TARGET_HOST_KEY_MISMATCH, TARGET_CERTIFICATE_REJECTED ->
          CANNOT_CONNECT_TO_TARGET;
      case TARGET_AUTHENTICATION_FAILED -> TARGET_REJECTED_CONNECTION;
      case TARGET_CLOSED, CLIENT_CLOSED -> CONNECTION_FAILURE;
      case CLIENT_PROTOCOL_ERROR, TARGET_PROTOCOL_ERROR -> PROTOCOL_VIOLATION;
      case PROOF_REJECTED -> INVALID_AUTHORIZATION;
      case IDLE, ADMISSION_EXPIRED, GATEWAY_STOPPED -> ADMIN_SHUTDOWN;
      case RECORDER_FAILED -> SYSTEM_ERROR;
      case BYTE_BUDGET -> CONFIGURATION_LIMIT_EXCEEDED;
      case GATEWAY_LOST, GATEWAY_ERROR -> INTERNAL_ERROR;
    };
  }
}
