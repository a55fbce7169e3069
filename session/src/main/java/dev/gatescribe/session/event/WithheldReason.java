package dev.gatescribe.session.event;

import dev.gatescribe.session.ReasonCode;

/** Why the content of a unit is not in the recording. */
public enum WithheldReason implements ReasonCode, WireCoded {
  /** The policy that admitted the session keeps this kind of content out. */
  POLICY(1, "policy"),
  /** The target had switched echo off: most likely a password. */
  NO_ECHO(2, "no-echo"),
  /** More than the policy keeps. */
  OVER_LIMIT(3, "over-limit"),
  /** It is a secret, whatever the policy keeps. */
  SECRET(4, "secret"),
  /** Bytes whose meaning is not understood, in a place that could hold a secret. */
  UNREADABLE(5, "unreadable");

  private final int wireCode;
  private final String code;

  WithheldReason(int wireCode, String code) {
    this.wireCode = wireCode;
    this.code = code;
  }

  @Override
  public int wireCode() {
    return wireCode;
  }

  @Override
  public String code() {
    return code;
  }
}
