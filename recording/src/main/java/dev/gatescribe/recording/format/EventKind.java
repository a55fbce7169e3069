package dev.gatescribe.recording.format;

import org.jspecify.annotations.Nullable;

/** The number by which each kind of event is stored. Numbers are never used twice. */
enum EventKind {
  SESSION_STARTED(1),
  SESSION_ENDED(2),
  STREAM_OPENED(3),
  STREAM_CLOSED(4),
  TERMINAL_OPENED(5),
  TERMINAL_RESIZED(6),
  ENVIRONMENT_SET(7),
  SHELL_STARTED(8),
  COMMAND_STARTED(9),
  OUTPUT(10),
  ERROR_OUTPUT(11),
  INPUT(12),
  END_OF_INPUT(13),
  END_OF_OUTPUT(14),
  SIGNAL_SENT(15),
  BREAK_SENT(16),
  EXITED(17),
  KILLED(18),
  REFUSED(19),
  AUDITED(20),
  TARGET_CONNECTED(21),
  CONTENT_LIMITED(22),
  CONTENT_DIGEST(23),
  // 32 to 63 are for databases.
  STARTUP_PARAMETER_SET(32),
  STATEMENT_PREPARED(33),
  VALUES_BOUND(34),
  STATEMENT_STARTED(35),
  CLIENT_CONTENT_CONTINUED(36),
  COPY_INPUT(37),
  COPY_INPUT_ENDED(38),
  RESULT_RETURNED(39),
  STATEMENT_ENDED(40),
  NOTICE_RECEIVED(41),
  NOTIFICATION_RECEIVED(42),
  CANCEL_REQUESTED(43),
  TRANSACTION_CHANGED(44),
  MESSAGES_FORWARDED(45),
  PREPARATION_FAILED(46),
  // 64 to 95 are for Kubernetes.
  REQUEST_STARTED(64),
  REQUEST_BODY(65),
  RESPONSE_STARTED(66),
  RESPONSE_BODY(67),
  REQUEST_UPGRADED(68),
  STREAM_ATTACHED(69),
  REQUEST_ENDED(70),
  REQUEST_REFUSED(71);

  /** The highest number in use. */
  static final int HIGHEST = 71;

  private static final EventKind[] BY_CODE = new EventKind[HIGHEST + 1];

  static {
    for (EventKind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  private final int code;

  EventKind(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static @Nullable EventKind ofCode(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
