package dev.gatescribe.recording.story;

/**
 * A value that a client bound to a parameter.
 *
 * @param type object id of the parameter's type as the client stated it, 0 if it did not; unsigned
 * @param form what {@code value} is
 * @param value the value, or its beginning
 * @param length how many bytes the value has; 0 for NULL
 * @param cut whether {@code value} is only the beginning
 */
public record BoundValue(int type, Form form, String value, long length, boolean cut) {
  /** How a value is shown. */
  public enum Form {
    /** SQL's NULL; the value is empty. */
    NULL,
    /** As PostgreSQL writes the value as text. */
    TEXT,
    /** Bytes in hexadecimal, since nothing says what they mean. */
    HEX
  }

  /** The length only: values are content of a session. */
  @Override
  public String toString() {
    return "BoundValue[" + length + " bytes]";
  }
}
