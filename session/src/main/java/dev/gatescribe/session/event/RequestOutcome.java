package dev.gatescribe.session.event;

/** How a request ended. */
public enum RequestOutcome implements WireCoded {
  /** The answer was passed to its end. */
  COMPLETED(1, "completed"),
  /** The client left before the end. */
  CLIENT_CLOSED(2, "client-closed"),
  /** The API server left before the end. */
  TARGET_CLOSED(3, "target-closed"),
  /** The gateway refused it; nothing of it reached the API server. */
  REFUSED(4, "refused"),
  /** The gateway could not carry it to its end. */
  FAILED(5, "failed");

  private final int wireCode;
  private final String code;

  RequestOutcome(int wireCode, String code) {
    this.wireCode = wireCode;
    this.code = code;
  }

  @Override
  public int wireCode() {
    return wireCode;
  }

  public String code() {
    return code;
  }
}
