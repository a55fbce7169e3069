package dev.gatescribe.admission;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads SSH's data types (RFC 4251, section 5) from the blob of a public key. */
final class WireReader {
  private final ByteBuffer buffer;

  WireReader(byte[] blob) {
    buffer = ByteBuffer.wrap(blob);
  }

  /** {@code string}: a length of four bytes, then as many bytes. */
  byte[] bytes() throws InvalidPublicKeyException {
    if (buffer.remaining() < Integer.BYTES) {
      throw cutOff();
    }
    int length = buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      throw cutOff();
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  String text() throws InvalidPublicKeyException {
    return new String(bytes(), StandardCharsets.ISO_8859_1);
  }

  /**
   * {@code mpint}. Only the shortest form is taken, as the RFC demands; otherwise one key could
   * stand in the configuration twice and look like two.
   */
  BigInteger positiveNumber() throws InvalidPublicKeyException {
    byte[] bytes = bytes();
    if (bytes.length == 0) {
      throw cutOff();
    }
    BigInteger number = new BigInteger(bytes);
    if (number.signum() <= 0 || number.toByteArray().length != bytes.length) {
      throw cutOff();
    }
    return number;
  }

  void end() throws InvalidPublicKeyException {
    if (buffer.hasRemaining()) {
      throw cutOff();
    }
  }

  private static InvalidPublicKeyException cutOff() {
    return new InvalidPublicKeyException("the base 64 part is damaged", "a whole public key");
  }
}
