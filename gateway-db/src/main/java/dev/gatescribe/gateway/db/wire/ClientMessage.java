package dev.gatescribe.gateway.db.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of a client that has sent its startup packet.
 *
 * <pre>
 *   byte type | int32 length (itself included, the type not) | body
 * </pre>
 *
 * Decoders take the body alone. Buffers in records share the bytes they were read from.
 */
public sealed interface ClientMessage {
  ClientMessageType type();

  /** Writes what follows the length. */
  void encodeBody(ByteBuf out);

  /** Writes the message. */
  default void encode(ByteBuf out) {
    MessageFrame.encode(type().code(), this::encodeBody, out);
  }

  /** Reads the body of a message of this type, to its end. */
  static ClientMessage decode(ClientMessageType type, ByteBuf body) throws ProtocolViolation {
    return switch (type) {
      case BIND -> Bind.decode(body);
      case CLOSE -> Close.decode(body);
      case COPY_DATA -> new CopyData(body.readSlice(body.readableBytes()));
      case COPY_DONE -> empty(body, new CopyDone());
      case COPY_FAIL -> CopyFail.decode(body);
      case DESCRIBE -> Describe.decode(body);
      case EXECUTE -> Execute.decode(body);
      case FLUSH -> empty(body, new Flush());
      case FUNCTION_CALL -> new FunctionCall(body.readSlice(body.readableBytes()));
      case PARSE -> Parse.decode(body);
      case PASSWORD -> new Password(body.readSlice(body.readableBytes()));
      case QUERY -> Query.decode(body);
      case SYNC -> empty(body, new Sync());
      case TERMINATE -> empty(body, new Terminate());
    };
  }

  private static ClientMessage empty(ByteBuf body, ClientMessage message) throws ProtocolViolation {
    WireText.requireEnd(body, "a message of type " + message.type());
    return message;
  }

  /**
   * A text to execute at once: {@code text \0}.
   *
   * @param text in the client's encoding
   */
  record Query(ByteBuf text) implements ClientMessage {
    static Query decode(ByteBuf body) throws ProtocolViolation {
      ByteBuf text = WireText.readBytes(body, "the text of a query");
      WireText.requireEnd(body, "Query");
      return new Query(text);
    }

    @Override
    public ClientMessageType type() {
      return ClientMessageType.QUERY;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      out.writeBytes(text.duplicate()).writeByte(0);
    }
  }

  /**
   * Names a text.
   *
   * <pre>
   *   name \0 | text \0 | int16 count | { int32 type }…
   * </pre>
   *
   * @param text in the client's encoding
   */
  record Parse(String name, ByteBuf text, List<Integer> parameterTypes) implements ClientMessage {
    public Parse {
      parameterTypes = List.copyOf(parameterTypes);
    }

    public static Parse decode(ByteBuf body) throws ProtocolViolation {
      String name = readName(body);
      ByteBuf text = WireText.readBytes(body, "the text of a Parse");
      WireText.requireReadable(body, Short.BYTES, "Parse");
      int count = body.readUnsignedShort();
      WireText.requireReadable(body, count * Integer.BYTES, "Parse");
      List<Integer> types = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        types.add(body.readInt());
      }
      WireText.requireEnd(body, "Parse");
      return new Parse(name, text, types);
    }

    /** Reads the name alone; what follows is left, and need not be complete. */
    public static String readName(ByteBuf body) throws ProtocolViolation {
      return WireText.read(body, "the name of a statement");
    }

    @Override
    public ClientMessageType type() {
      return ClientMessageType.PARSE;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      WireText.write(name, out);
      out.writeBytes(text.duplicate()).writeByte(0);
      out.writeShort(parameterTypes.size());
      parameterTypes.forEach(out::writeInt);
    }
  }

  /**
   * Binds values to a prepared statement.
   *
   * <pre>
   *   portal \0 | statement \0 |
   *   int16 count | { int16 format }… | int16 count | { int32 length | value }… |
   *   int16 count | { int16 result format }…
   * </pre>
   *
   * @param values from the first count on, as they were sent; need not be complete
   */
  record Bind(String portal, String statement, ByteBuf values) implements ClientMessage {
    public static Bind decode(ByteBuf body) throws ProtocolViolation {
      String portal = WireText.read(body, "the name of a portal");
      String statement = WireText.read(body, "the name of a statement");
      return new Bind(portal, statement, body.readSlice(body.readableBytes()));
    }

    @Override
    public ClientMessageType type() {
      return ClientMessageType.BIND;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      WireText.write(portal, out);
      WireText.write(statement, out);
      out.writeBytes(values.duplicate());
    }
  }

  /**
   * Executes a portal.
   *
   * <pre>
   *   portal \0 | int32 most rows, 0 for all
   * </pre>
   */
  record Execute(String portal, int rowsMax) implements ClientMessage {
    public static Execute decode(ByteBuf body) throws ProtocolViolation {
      String portal = WireText.read(body, "the name of a portal");
      WireText.requireReadable(body, Integer.BYTES, "Execute");
      int rowsMax = body.readInt();
      WireText.requireEnd(body, "Execute");
      return new Execute(portal, rowsMax);
    }

    @Override
    public ClientMessageType type() {
      return ClientMessageType.EXECUTE;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      WireText.write(portal, out);
      out.writeInt(rowsMax);
    }
  }

  /** What Describe and Close are about: {@code byte kind | name \0}. */
  enum NamedKind {
    STATEMENT('S'),
    PORTAL('P');

    private final byte code;

    NamedKind(char code) {
      this.code = (byte) code;
    }

    static NamedKind read(ByteBuf body) throws ProtocolViolation {
      WireText.requireReadable(body, 1, "Describe or Close");
      byte code = body.readByte();
      for (NamedKind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new ProtocolViolation("neither a statement nor a portal");
    }
  }

  /** Asks what a statement or a portal looks like. */
  record Describe(NamedKind kind, String name) implements ClientMessage {
    static Describe decode(ByteBuf body) throws ProtocolViolation {
      Describe message = new Describe(NamedKind.read(body), WireText.read(body, "a name"));
      WireText.requireEnd(body, "Describe");
      return message;
    }

    @Override
    public ClientMessageType type() {
      return ClientMessageType.DESCRIBE;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      out.writeByte(kind.code);
      WireText.write(name, out);
    }
  }

  /** Forgets a statement or a portal. */
  record Close(NamedKind kind, String name) implements ClientMessage {
    static Close decode(ByteBuf body) throws ProtocolViolation {
      Close message = new Close(NamedKind.read(body), WireText.read(body, "a name"));
      WireText.requireEnd(body, "Close");
      return message;
    }

    @Override
    public ClientMessageType type() {
      return ClientMessageType.CLOSE;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      out.writeByte(kind.code);
      WireText.write(name, out);
    }
  }

  /**
   * Calls a function by its object id.
   *
   * <pre>
   *   int32 function | int16 count | { int16 format }… | int16 count | { int32 length | value }… |
   *   int16 result format
   * </pre>
   *
   * @param call all of that; need not be complete
   */
  record FunctionCall(ByteBuf call) implements ClientMessage {
    @Override
    public ClientMessageType type() {
      return ClientMessageType.FUNCTION_CALL;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      out.writeBytes(call.duplicate());
    }
  }

  /** Data for a COPY. */
  record CopyData(ByteBuf data) implements ClientMessage {
    @Override
    public ClientMessageType type() {
      return ClientMessageType.COPY_DATA;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      out.writeBytes(data.duplicate());
    }
  }

  /** No more data for a COPY. */
  record CopyDone() implements ClientMessage {
    @Override
    public ClientMessageType type() {
      return ClientMessageType.COPY_DONE;
    }

    @Override
    public void encodeBody(ByteBuf out) {}
  }

  /** The client gives a COPY up: {@code reason \0}. */
  record CopyFail(String reason) implements ClientMessage {
    public static CopyFail decode(ByteBuf body) throws ProtocolViolation {
      CopyFail message = new CopyFail(WireText.read(body, "the reason of a CopyFail"));
      WireText.requireEnd(body, "CopyFail");
      return message;
    }

    @Override
    public ClientMessageType type() {
      return ClientMessageType.COPY_FAIL;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      WireText.write(reason, out);
    }
  }

  /** Asks that what is answered so far be sent. */
  record Flush() implements ClientMessage {
    @Override
    public ClientMessageType type() {
      return ClientMessageType.FLUSH;
    }

    @Override
    public void encodeBody(ByteBuf out) {}
  }

  /** Ends a sequence of extended messages. */
  record Sync() implements ClientMessage {
    @Override
    public ClientMessageType type() {
      return ClientMessageType.SYNC;
    }

    @Override
    public void encodeBody(ByteBuf out) {}
  }

  /** The client leaves. */
  record Terminate() implements ClientMessage {
    @Override
    public ClientMessageType type() {
      return ClientMessageType.TERMINATE;
    }

    @Override
    public void encodeBody(ByteBuf out) {}
  }

  /**
   * A password ({@code text \0}), or an answer of SASL; which one, the message does not say.
   *
   * <pre>
   *   first answer of SASL:  mechanism \0 | int32 length | data
   *   other answers of SASL: data
   * </pre>
   */
  record Password(ByteBuf secret) implements ClientMessage {
    public static Password ofText(String text) {
      ByteBuf body = Unpooled.buffer();
      WireText.write(text, body);
      return new Password(body);
    }

    public static Password saslFirst(String mechanism, byte[] data) {
      ByteBuf body = Unpooled.buffer();
      WireText.write(mechanism, body);
      body.writeInt(data.length).writeBytes(data);
      return new Password(body);
    }

    public static Password saslNext(byte[] data) {
      return new Password(Unpooled.wrappedBuffer(data));
    }

    /** The password, when it is one. */
    public String text() throws ProtocolViolation {
      ByteBuf body = secret.duplicate();
      String text = WireText.read(body, "a password");
      WireText.requireEnd(body, "a password");
      return text;
    }

    @Override
    public ClientMessageType type() {
      return ClientMessageType.PASSWORD;
    }

    @Override
    public void encodeBody(ByteBuf out) {
      out.writeBytes(secret.duplicate());
    }

    /** Shows nothing of it. */
    @Override
    public String toString() {
      return "Password[redacted]";
    }
  }
}
