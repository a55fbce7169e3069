package dev.gatescribe.session;

/** What an audit event is about. The code is what is stored. */
public enum AuditAction {
  /** A credential was shown that belongs to nobody, or did not prove what it should. */
  AUTHENTICATION_FAILED("authentication-failed"),
  SESSION_ADMITTED("session-admitted"),
  SESSION_DENIED("session-denied"),
  SESSION_STARTED("session-started"),
  SESSION_ENDED("session-ended"),
  /** Something inside a session was refused. */
  FEATURE_REFUSED("feature-refused"),
  /** Somebody signed in to the web application. */
  WEB_SIGNED_IN("web-signed-in"),
  /** Somebody tried to sign in to the web application and was not let in. */
  WEB_SIGN_IN_REFUSED("web-sign-in-refused"),
  /** A browser session ended before its time: signed out, or no longer vouched for. */
  WEB_SESSION_ENDED("web-session-ended"),
  /** Somebody looked at the content of a recording. */
  RECORDING_VIEWED("recording-viewed"),
  /** Targets, principals, groups and policies were read, and are in force. */
  ACCESS_LOADED("access-loaded"),
  /** They were changed and are wrong; those from before stay in force. */
  ACCESS_REFUSED("access-refused"),
  GATEWAY_STARTED("gateway-started"),
  GATEWAY_STOPPED("gateway-stopped"),
  /** A start found a recording that the process before could not finish, and sealed it. */
  RECORDING_TRUNCATED("recording-truncated"),
  /** A session was admitted and has begun, and there is no whole recording of it. */
  RECORDING_MISSING("recording-missing"),
  /** Somebody wants a recording kept, whatever its age. */
  HOLD_ADDED("hold-added"),
  HOLD_REMOVED("hold-removed"),
  /** A recording is deleted; said before the first of its objects goes. */
  RECORDING_DELETED("recording-deleted"),
  /** A recording could not be deleted: the store's own lock forbids it. */
  RECORDING_DELETION_REFUSED("recording-deletion-refused");

  private final String code;

  AuditAction(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  /**
   * The action with this code.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static AuditAction ofCode(String code) {
    for (AuditAction action : values()) {
      if (action.code.equals(code)) {
        return action;
      }
    }
    throw new IllegalArgumentException("no audit action has the code " + code);
  }
}
