package dev.gatescribe.session.event;

/** What a stream of Kubernetes is for. */
public enum StreamPurpose implements WireCoded {
  /** A command in a container. */
  EXEC(1, "exec"),
  /** What a container runs already. */
  ATTACH(2, "attach"),
  /** A connection to a port of a pod. */
  PORT_FORWARD(3, "port-forward");

  private final int wireCode;
  private final String code;

  StreamPurpose(int wireCode, String code) {
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
