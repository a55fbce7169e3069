package dev.gatescribe.gateway.ssh.wire;

import java.nio.charset.StandardCharsets;

/** Reads the data types of RFC 4251, section 5, with every length checked. */
public final class WireReader {
  private final byte[] body;
  private int position;

  public WireReader(byte[] body) {
    this.body = body;
  }

  /** An unsigned 32-bit number, most significant byte first. */
  public long uint32() throws MalformedRequestException {
    require(4);
    long value =
        (body[position] & 0xffL) << 24
            | (body[position + 1] & 0xffL) << 16
            | (body[position + 2] & 0xffL) << 8
            | (body[position + 3] & 0xffL);
    position += 4;
    return value;
  }

  /** A number that counts cells of a terminal; more than an {@code int} holds is not one. */
  public int cells() throws MalformedRequestException {
    long value = uint32();
    if (value > Integer.MAX_VALUE) {
      throw new MalformedRequestException("a terminal is not that large");
    }
    return (int) value;
  }

  public boolean bool() throws MalformedRequestException {
    require(1);
    return body[position++] != 0;
  }

  /** A string as bytes: its length, then so many bytes. */
  public byte[] bytes() throws MalformedRequestException {
    long length = uint32();
    require(length);
    byte[] value = new byte[(int) length];
    System.arraycopy(body, position, value, 0, value.length);
    position += value.length;
    return value;
  }

  /** A string as text. Bytes that are not UTF-8 become replacement characters. */
  public String text() throws MalformedRequestException {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  private void require(long length) throws MalformedRequestException {
    if (length > body.length - position) {
      throw new MalformedRequestException("the body ends early");
    }
  }
}
