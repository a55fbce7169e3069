package dev.gatescribe.siem;

import dev.gatescribe.session.AuditEvent;

/**
 * What an audit event is in OCSF.
 *
 * @param kind the class of the schema
 * @param activity its activity, by the class's own numbers
 * @param severity 1 informational, 2 low, 3 medium, 4 high
 * @param succeeded whether what was tried was done
 */
record OcsfClass(Kind kind, int activity, int severity, boolean succeeded) {
  private static final int INFORMATIONAL = 1;
  private static final int LOW = 2;
  private static final int MEDIUM = 3;
  private static final int HIGH = 4;

  /** The classes that are used, by their numbers in the schema. */
  enum Kind {
    DETECTION_FINDING(2, 2004),
    AUTHENTICATION(3, 3002),
    AUTHORIZE_SESSION(3, 3003),
    APPLICATION_LIFECYCLE(6, 6002),
    API_ACTIVITY(6, 6003);

    private final int category;
    private final int uid;

    Kind(int category, int uid) {
      this.category = category;
      this.uid = uid;
    }
  }

  int category() {
    return kind.category;
  }

  int uid() {
    return kind.uid;
  }

  static OcsfClass of(AuditEvent event) {
    return switch (event.action()) {
      case AUTHENTICATION_FAILED, WEB_SIGN_IN_REFUSED ->
          new OcsfClass(Kind.AUTHENTICATION, 1, LOW, false);
      case SESSION_STARTED, WEB_SIGNED_IN ->
          new OcsfClass(Kind.AUTHENTICATION, 1, INFORMATIONAL, true);
      case SESSION_ENDED, WEB_SESSION_ENDED ->
          new OcsfClass(Kind.AUTHENTICATION, 2, INFORMATIONAL, true);
      case SESSION_ADMITTED -> new OcsfClass(Kind.AUTHORIZE_SESSION, 1, INFORMATIONAL, true);
      case SESSION_DENIED, FEATURE_REFUSED -> new OcsfClass(Kind.AUTHORIZE_SESSION, 1, LOW, false);
      case GATEWAY_STARTED -> new OcsfClass(Kind.APPLICATION_LIFECYCLE, 3, INFORMATIONAL, true);
      case GATEWAY_STOPPED -> new OcsfClass(Kind.APPLICATION_LIFECYCLE, 4, INFORMATIONAL, true);
      case ACCESS_LOADED -> new OcsfClass(Kind.APPLICATION_LIFECYCLE, 8, INFORMATIONAL, true);
      case ACCESS_REFUSED -> new OcsfClass(Kind.APPLICATION_LIFECYCLE, 8, MEDIUM, false);
      case RECORDING_VIEWED -> new OcsfClass(Kind.API_ACTIVITY, 2, INFORMATIONAL, true);
      case HOLD_ADDED -> new OcsfClass(Kind.API_ACTIVITY, 1, INFORMATIONAL, true);
      case HOLD_REMOVED -> new OcsfClass(Kind.API_ACTIVITY, 4, LOW, true);
      case RECORDING_DELETED -> new OcsfClass(Kind.API_ACTIVITY, 4, MEDIUM, true);
      case RECORDING_DELETION_REFUSED -> new OcsfClass(Kind.API_ACTIVITY, 4, MEDIUM, false);
      case RECORDING_TRUNCATED -> new OcsfClass(Kind.DETECTION_FINDING, 1, MEDIUM, true);
      case RECORDING_MISSING -> new OcsfClass(Kind.DETECTION_FINDING, 1, HIGH, true);
    };
  }
}
