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
  AUDITED(20);
  // 32 to 63 are kept for database statements, 64 to 95 for Kubernetes requests.

  private static final EventKind[] BY_CODE = new EventKind[32];

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
