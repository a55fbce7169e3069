package dev.gatescribe.session.event;

/**
 * A row of bytes in one direction, to which a bound on content belongs: one direction of a stream,
 * of a statement or of a request.
 */
public enum ContentFlow implements WireCoded {
  /** {@link Event.Input}. */
  INPUT(1, "input", Carrier.STREAM),
  /** {@link Event.Output}. */
  OUTPUT(2, "output", Carrier.STREAM),
  /** {@link Event.ErrorOutput}. */
  ERROR_OUTPUT(3, "error-output", Carrier.STREAM),
  /** {@link DatabaseEvent.CopyInput}. */
  COPY_INPUT(4, "copy-input", Carrier.STATEMENT),
  /** {@link DatabaseEvent.ResultReturned}. */
  RESULT(5, "result", Carrier.STATEMENT),
  /** {@link KubernetesEvent.RequestBody}. */
  REQUEST_BODY(6, "request-body", Carrier.REQUEST),
  /** {@link KubernetesEvent.ResponseBody}. */
  RESPONSE_BODY(7, "response-body", Carrier.REQUEST);

  /** What the number beside a flow counts. */
  public enum Carrier {
    STREAM("stream"),
    STATEMENT("statement"),
    REQUEST("request");

    private final String code;

    Carrier(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  private final int wireCode;
  private final String code;
  private final Carrier carrier;

  ContentFlow(int wireCode, String code, Carrier carrier) {
    this.wireCode = wireCode;
    this.code = code;
    this.carrier = carrier;
  }

  @Override
  public int wireCode() {
    return wireCode;
  }

  public String code() {
    return code;
  }

  public Carrier carrier() {
    return carrier;
  }
}
