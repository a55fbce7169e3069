package dev.gatescribe.gateway.db.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of a target that somebody looks at; the others are forwarded unread. Decoders take the
 * body alone. Buffers in records share the bytes they were read from.
 */
public sealed interface UpstreamMessage
    permits Authentication,
        UpstreamMessage.BackendKeyData,
        UpstreamMessage.CommandComplete,
        UpstreamMessage.ErrorResponse,
        UpstreamMessage.NegotiateProtocolVersion,
        UpstreamMessage.NoticeResponse,
        UpstreamMessage.NotificationResponse,
        UpstreamMessage.ParameterStatus,
        UpstreamMessage.ReadyForQuery {
  UpstreamMessageType type();

  /** Writes what follows the length. */
  void encodeBody(ByteBuf out);

  /** Writes the message. */
  default void encode(ByteBuf out) {
    MessageFrame.encode(type().code(), this::encodeBody, out);
  }

  /**
   * By what this connection may be cancelled.
   *
   * <pre>
   *   int32 process id | secret: the rest; 4 bytes, from protocol 3.2 on up to 256
   * </pre>
   */
  record BackendKeyData(int processId, CancelSecret secret) implements UpstreamMessage {
    public static BackendKeyData decode(ByteBuf body) throws ProtocolViolation {
      WireText.requireReadable(body, Integer.BYTES, "BackendKeyData");
      return new BackendKeyData(body.readInt(), CancelSecret.read(body, "BackendKeyData"));
    }

    @Override
    public UpstreamMessageType type() {
      return UpstreamMessageType.BACKEND_KEY_DATA;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      out.writeInt(processId);
      secret.write(out);
    }
  }

  /** An SQL command is done: {@code tag \0}. */
  record CommandComplete(String tag) implements UpstreamMessage {
    public static CommandComplete decode(ByteBuf body) throws ProtocolViolation {
      CommandComplete message = new CommandComplete(WireText.read(body, "a command tag"));
      WireText.requireEnd(body, "CommandComplete");
      return message;
    }

    @Override
    public UpstreamMessageType type() {
      return UpstreamMessageType.COMMAND_COMPLETE;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      WireText.write(tag, out);
    }
  }

  /** Something failed. */
  record ErrorResponse(Diagnostics diagnostics) implements UpstreamMessage {
    public static ErrorResponse decode(ByteBuf body) throws ProtocolViolation {
      return new ErrorResponse(Diagnostics.decode(body));
    }

    @Override
    public UpstreamMessageType type() {
      return UpstreamMessageType.ERROR;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      diagnostics.encode(out);
    }
  }

  /** A notice or warning. */
  record NoticeResponse(Diagnostics diagnostics) implements UpstreamMessage {
    public static NoticeResponse decode(ByteBuf body) throws ProtocolViolation {
      return new NoticeResponse(Diagnostics.decode(body));
    }

    @Override
    public UpstreamMessageType type() {
      return UpstreamMessageType.NOTICE;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      diagnostics.encode(out);
    }
  }

  /**
   * Something that was listened for.
   *
   * <pre>
   *   int32 process id | channel \0 | payload \0
   * </pre>
   */
  record NotificationResponse(int processId, String channel, ByteBuf payload)
      implements UpstreamMessage {
    public static NotificationResponse decode(ByteBuf body) throws ProtocolViolation {
      WireText.requireReadable(body, Integer.BYTES, "NotificationResponse");
      int processId = body.readInt();
      String channel = WireText.read(body, "the channel of a notification");
      ByteBuf payload = WireText.readBytes(body, "the payload of a notification");
      WireText.requireEnd(body, "NotificationResponse");
      return new NotificationResponse(processId, channel, payload);
    }

    @Override
    public UpstreamMessageType type() {
      return UpstreamMessageType.NOTIFICATION;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      out.writeInt(processId);
      WireText.write(channel, out);
      out.writeBytes(payload.duplicate()).writeByte(0);
    }
  }

  /** A setting of the target that clients want to know: {@code name \0 value \0}. */
  record ParameterStatus(String name, String value) implements UpstreamMessage {
    public static ParameterStatus decode(ByteBuf body) throws ProtocolViolation {
      String name = WireText.read(body, "a parameter's name");
      String value = WireText.read(body, "a parameter's value");
      WireText.requireEnd(body, "ParameterStatus");
      return new ParameterStatus(name, value);
    }

    @Override
    public UpstreamMessageType type() {
      return UpstreamMessageType.PARAMETER_STATUS;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      WireText.write(name, out);
      WireText.write(value, out);
    }
  }

  /** The target waits for the next statement: {@code byte state}. */
  record ReadyForQuery(TransactionState state) implements UpstreamMessage {
    public static ReadyForQuery decode(ByteBuf body) throws ProtocolViolation {
      WireText.requireReadable(body, 1, "ReadyForQuery");
      ReadyForQuery message = new ReadyForQuery(TransactionState.ofCode(body.readByte()));
      WireText.requireEnd(body, "ReadyForQuery");
      return message;
    }

    @Override
    public UpstreamMessageType type() {
      return UpstreamMessageType.READY_FOR_QUERY;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      out.writeByte(state.code());
    }
  }

  /**
   * The version asked for is not spoken, or some options are not known.
   *
   * <pre>
   *   int32 newest version that is spoken | int32 count | { option \0 }…
   * </pre>
   */
  record NegotiateProtocolVersion(int version, List<String> unknownOptions)
      implements UpstreamMessage {
    public NegotiateProtocolVersion {
      unknownOptions = List.copyOf(unknownOptions);
    }

    public static NegotiateProtocolVersion decode(ByteBuf body) throws ProtocolViolation {
      WireText.requireReadable(body, 2 * Integer.BYTES, "NegotiateProtocolVersion");
      int version = body.readInt();
      int count = body.readInt();
      if (count < 0 || count > body.readableBytes()) {
        throw new ProtocolViolation("NegotiateProtocolVersion is too short");
      }
      List<String> options = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        options.add(WireText.read(body, "an option's name"));
      }
      WireText.requireEnd(body, "NegotiateProtocolVersion");
      return new NegotiateProtocolVersion(version, options);
    }

    @Override
    public UpstreamMessageType type() {
      return UpstreamMessageType.NEGOTIATE_PROTOCOL_VERSION;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      out.writeInt(version).writeInt(unknownOptions.size());
      unknownOptions.forEach(option -> WireText.write(option, out));
    }
  }
}
