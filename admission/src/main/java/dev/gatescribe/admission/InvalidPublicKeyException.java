package dev.gatescribe.admission;

/** A line is not a public key that can be used. The message shows nothing of the key. */
public final class InvalidPublicKeyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String wrong;
  private final String expected;

  InvalidPublicKeyException(String wrong, String expected) {
    super(wrong + "; expected " + expected);
    this.wrong = wrong;
    this.expected = expected;
  }

  public String wrong() {
    return wrong;
  }

  public String expected() {
    return expected;
  }
}
