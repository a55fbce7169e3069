package dev.gatescribe.gateway.db.wire;

import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.Arrays;

/** By what a connection may be cancelled, beside its process id. Never shown. */
public final class CancelSecret {
  /** Its length with protocol 3.0, and the most that 3.2 allows. */
  public static final int SHORT_BYTES = 4;

  public static final int MAX_BYTES = 256;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] bytes;

  private CancelSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A new one, which nobody can guess if it is long enough. */
  public static CancelSecret random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return new CancelSecret(bytes);
  }

  /** Reads the rest of {@code body}. */
  static CancelSecret read(ByteBuf body, String what) throws ProtocolViolation {
    WireText.requireReadable(body, SHORT_BYTES, what);
    if (body.readableBytes() > MAX_BYTES) {
      throw new ProtocolViolation(what + " is too long");
    }
    byte[] bytes = new byte[body.readableBytes()];
    body.readBytes(bytes);
    return new CancelSecret(bytes);
  }

  void write(ByteBuf out) {
    out.writeBytes(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CancelSecret that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "CancelSecret[redacted]";
  }
}
