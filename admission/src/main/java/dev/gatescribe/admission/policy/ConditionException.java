package dev.gatescribe.admission.policy;

/** A condition is not in the language, or could not be evaluated. The message is for people. */
public final class ConditionException extends Exception {
  private static final long serialVersionUID = 1L;

  public ConditionException(String message) {
    super(message);
  }

  public ConditionException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The message, which is always there. */
  public String explanation() {
    return String.valueOf(getMessage());
  }
}
