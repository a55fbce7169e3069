package dev.gatescribe.gateway.k8s.redaction;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What API servers wrap an object in when it travels as protobuf: four bytes, then one message
 * ({@code k8s.io/apimachinery/pkg/runtime/generated.proto}).
 *
 * <pre>
 *   "k8s" 0x00 │ Unknown { 1: TypeMeta { 1: apiVersion  2: kind }  2: raw  3: encoding  4: type }
 * </pre>
 *
 * <p>Only what says the kind is read; the object itself has a schema of its own. A field that
 * stands twice would be merged by some readers and replaced by others, so it is refused.
 *
 * @param kind as the API server reads it
 */
record ProtobufEnvelope(String kind) {
  private static final int MAGIC = 0x6b_38_73_00;
  private static final int LENGTH_DELIMITED = 2;
  private static final int TYPE_META = 1;
  private static final int RAW = 2;
  private static final int TYPE = 4;
  private static final int KIND = 2;

  /**
   * @throws IOException if it is none, or could be read in more than one way; says nothing of what
   *     it holds
   */
  static ProtobufEnvelope read(byte[] body) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    if (bytes.remaining() < Integer.BYTES || bytes.getInt() != MAGIC) {
      throw new IOException("no object in protobuf begins like this");
    }
    ByteBuffer[] unknown = fields(bytes, TYPE);
    if (unknown[TYPE_META] == null || unknown[RAW] == null) {
      throw new IOException("an object in protobuf has a kind and a content");
    }
    ByteBuffer kind = fields(unknown[TYPE_META], KIND)[KIND];
    if (kind == null) {
      throw new IOException("an object in protobuf has a kind");
    }
    return new ProtobufEnvelope(StandardCharsets.UTF_8.decode(kind).toString());
  }

  /** The fields of a message, each at its number; none of them is anything but bytes. */
  private static ByteBuffer[] fields(ByteBuffer message, int highest) throws IOException {
    ByteBuffer[] fields = new ByteBuffer[highest + 1];
    while (message.hasRemaining()) {
      int tag = varint(message);
      int number = tag >>> 3;
      if ((tag & 7) != LENGTH_DELIMITED
          || number < 1
          || number > highest
          || fields[number] != null) {
        throw new IOException("a field that an object in protobuf does not have, or has once");
      }
      int length = varint(message);
      if (length > message.remaining()) {
        throw new IOException("a field is longer than the message");
      }
      fields[number] = message.slice(message.position(), length);
      message.position(message.position() + length);
    }
    return fields;
  }

  /** Seven bits a byte, the lowest first; never below 0. */
  private static int varint(ByteBuffer bytes) throws IOException {
    int value = 0;
    for (int shift = 0; shift < Integer.SIZE - 4; shift += 7) {
      if (!bytes.hasRemaining()) {
        throw new IOException("a number ends before its last byte");
      }
      int next = bytes.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a number is larger than any body");
  }
}
