package dev.gatescribe.session;

import java.util.Objects;

/** A recording is not held, released or deleted as was asked; the message is for people. */
public final class CustodyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  public CustodyException(Refusal refusal, String message) {
    super(message);
    this.refusal = Objects.requireNonNull(refusal, "refusal");
  }

  public CustodyException(Refusal refusal, String message, Throwable cause) {
    super(message, cause);
    this.refusal = Objects.requireNonNull(refusal, "refusal");
  }

  public Refusal refusal() {
    return refusal;
  }

  /** Why not. */
  public enum Refusal implements ReasonCode {
    NO_SUCH_RECORDING("no-such-recording"),
    /** It has no manifest yet: the session is running, or its end is not stored. */
    NOT_FINISHED("not-finished"),
    /** Somebody wants it kept. */
    HELD("held"),
    ALREADY_HELD("already-held"),
    NOT_HELD("not-held"),
    /** Its labels' minimum has not passed. */
    MINIMUM_NOT_PASSED("minimum-not-passed"),
    /** The store itself refuses. */
    STORE_LOCKED("store-locked"),
    /** The audit log or the store cannot be reached; asking again later is right. */
    UNAVAILABLE("unavailable");

    private final String code;

    Refusal(String code) {
      this.code = code;
    }

    @Override
    public String code() {
      return code;
    }
  }
}
