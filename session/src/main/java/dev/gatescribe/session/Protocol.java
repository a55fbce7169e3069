package dev.gatescribe.session;

/** What a door speaks. The code is what stands in recordings, configuration and metrics. */
public enum Protocol {
  SSH("ssh"),
  POSTGRESQL("postgresql"),
  KUBERNETES("kubernetes"),
  /** The web application: stands in audit events, never in a target. */
  WEB("web");

  private final String code;

  Protocol(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
