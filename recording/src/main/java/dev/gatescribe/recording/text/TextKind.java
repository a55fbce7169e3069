package dev.gatescribe.recording.text;

import java.util.Optional;

/** What a text is of. The code is what people type and what is stored. */
public enum TextKind {
  /** What appeared: output of a terminal or of a command. */
  OUTPUT("output"),
  /** Lines typed at a terminal, where the recording keeps input. */
  INPUT("input"),
  /** Commands that were started. */
  COMMAND("command"),
  /** SQL. */
  STATEMENT("statement"),
  /** Values that were bound to SQL. */
  VALUE("value"),
  /** Calls of the Kubernetes API, and the documents that they sent. */
  REQUEST("request"),
  /** What a target or the gateway said of a failure, a refusal or a warning. */
  MESSAGE("message");

  private final String code;

  TextKind(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  /** The kind with this code. */
  public static Optional<TextKind> ofCode(String code) {
    for (TextKind kind : values()) {
      if (kind.code.equals(code)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a phrase may begin in one piece of text and end in the next. Lines of output belong
   * together, because a terminal breaks long ones; two statements do not.
   */
  boolean joinsPieces() {
    return this == OUTPUT;
  }
}
