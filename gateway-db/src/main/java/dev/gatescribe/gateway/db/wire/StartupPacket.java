package dev.gatescribe.gateway.db.wire;

import io.netty.buffer.ByteBuf;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client sends first. These packets have no type byte.
 *
 * <pre>
 *   int32 length (itself included) | int32 code | …
 * </pre>
 */
public sealed interface StartupPacket {
  /** Length word and code. */
  int HEADER_BYTES = 8;

  int SSL_REQUEST_CODE = 80_877_103;
  int GSS_ENCRYPTION_REQUEST_CODE = 80_877_104;
  int CANCEL_REQUEST_CODE = 80_877_102;

  /** May we speak TLS? The answer is one byte, {@code S} or {@code N}. */
  record SslRequest() implements StartupPacket {}

  /** May we encrypt by GSSAPI? The answer is one byte, {@code G} or {@code N}. */
  record GssEncryptionRequest() implements StartupPacket {}

  /**
   * Cancel what runs on another connection.
   *
   * <pre>
   *   int32 process id | secret: the rest, 4 to 256 bytes
   * </pre>
   */
  record CancelRequest(int processId, CancelSecret secret) implements StartupPacket {}

  /**
   * Begins a session.
   *
   * <pre>
   *   code = int16 major | int16 minor
   *   { name \0 value \0 }… \0
   * </pre>
   *
   * @param parameters in the order in which they were sent; of a name that comes twice the last
   *     value counts, as in PostgreSQL
   */
  record Startup(int major, int minor, Map<String, String> parameters) implements StartupPacket {
    public Startup {
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
  }

  /**
   * The length of the packet that begins at the reader's index, all of it.
   *
   * @throws ProtocolViolation if it is no possible length
   */
  static int length(ByteBuf in) throws ProtocolViolation {
    long length = in.getUnsignedInt(in.readerIndex());
    if (length < HEADER_BYTES || length > MessageCaps.STARTUP_PACKET_MAX_BYTES) {
      throw new ProtocolViolation("a startup packet of this length is not possible");
    }
    return (int) length;
  }

  /** Reads one whole packet; {@code packet} holds it and nothing else. */
  static StartupPacket decode(ByteBuf packet) throws ProtocolViolation {
    packet.skipBytes(Integer.BYTES);
    int code = packet.readInt();
    return switch (code) {
      case SSL_REQUEST_CODE -> {
        WireText.requireEnd(packet, "SSLRequest");
        yield new SslRequest();
      }
      case GSS_ENCRYPTION_REQUEST_CODE -> {
        WireText.requireEnd(packet, "GSSENCRequest");
        yield new GssEncryptionRequest();
      }
      case CANCEL_REQUEST_CODE -> decodeCancel(packet);
      default -> new Startup(code >>> 16, code & 0xffff, decodeParameters(code >>> 16, packet));
    };
  }

  private static CancelRequest decodeCancel(ByteBuf packet) throws ProtocolViolation {
    WireText.requireReadable(packet, Integer.BYTES, "CancelRequest");
    return new CancelRequest(packet.readInt(), CancelSecret.read(packet, "CancelRequest"));
  }

  private static Map<String, String> decodeParameters(int major, ByteBuf packet)
      throws ProtocolViolation {
    // Other major versions have another layout, and nobody looks at it.
    if (major != ProtocolVersion.MAJOR) {
      return Map.of();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    while (true) {
      String name = WireText.read(packet, "a startup parameter");
      if (name.isEmpty()) {
        WireText.requireEnd(packet, "StartupMessage");
        return parameters;
      }
      parameters.put(name, WireText.read(packet, "a startup parameter"));
    }
  }

  /** Writes the packet. */
  default void encode(ByteBuf out) {
    int start = out.writerIndex();
    out.writeInt(0);
    switch (this) {
      case SslRequest _ -> out.writeInt(SSL_REQUEST_CODE);
      case GssEncryptionRequest _ -> out.writeInt(GSS_ENCRYPTION_REQUEST_CODE);
      case CancelRequest(int processId, CancelSecret secret) -> {
        out.writeInt(CANCEL_REQUEST_CODE).writeInt(processId);
        secret.write(out);
      }
      case Startup(int major, int minor, Map<String, String> parameters) -> {
        out.writeShort(major).writeShort(minor);
        parameters.forEach((name, value) -> {
          WireText.write(name, out);
          WireText.write(value, out);
        });
        out.writeByte(0);
      }
    }
    out.setInt(start, out.writerIndex() - start);
  }
}
