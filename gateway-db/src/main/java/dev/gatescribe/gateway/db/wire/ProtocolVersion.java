package dev.gatescribe.gateway.db.wire;

/** Versions of the protocol: one major version, and the minor ones that differ for us. */
public final class ProtocolVersion {
  public static final int MAJOR = 3;

  /** The newest minor version that is spoken. */
  public static final int NEWEST_MINOR = 2;

  /** From this minor version on, secret keys may be longer than 4 bytes. */
  public static final int LONG_SECRET_MINOR = 2;

  private ProtocolVersion() {}

  /** As one word, which is how a negotiation answers. */
  public static int word(int minor) {
    return MAJOR << 16 | minor;
  }
}
