package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.db.wire.ClientMessage;
import dev.gatescribe.gateway.db.wire.ClientMessageType;
import dev.gatescribe.gateway.db.wire.MessageCaps;
import dev.gatescribe.gateway.db.wire.MessageFrame;
import dev.gatescribe.gateway.db.wire.ProtocolViolation;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.List;

/** From the client to the target: records what is about to be executed. */
final class ClientRelay extends Relay {
  /**
   * Requests that may wait for their answers before no more are read. A target answers while it
   * works, so this only meets clients that ask without ever listening.
   */
  static final int OPEN_REQUESTS_MAX = 16_384;

  /** Content of one event; a recording takes 1 MiB, and pieces read at once are smaller. */
  private static final int CONTENT_MAX_BYTES = 1024 * 1024;

  private final StatementLedger ledger;
  private ClientMessageType current = ClientMessageType.SYNC;
  private boolean terminated;

  ClientRelay(DatabaseSession session, Channel client, Channel upstream, StatementLedger ledger) {
    super(session, client, upstream);
    this.ledger = ledger;
  }

  @Override
  EndReason violationReason() {
    return EndReason.CLIENT_PROTOCOL_ERROR;
  }

  @Override
  public int headLength(ByteBuf in, int headerIndex) throws ProtocolViolation {
    ClientMessageType type = ClientMessageType.ofCode(in.getByte(headerIndex));
    int length = MessageFrame.bodyLength(in, headerIndex, type.maxBytes());
    return switch (type) {
      case QUERY, PARSE, BIND, FUNCTION_CALL -> Math.min(length, MessageCaps.HEAD_MAX_BYTES);
      case EXECUTE, COPY_FAIL, DESCRIBE, CLOSE, COPY_DONE, FLUSH, SYNC, TERMINATE -> length;
      case COPY_DATA -> 0;
      case PASSWORD -> throw new ProtocolViolation("a password after the login");
    };
  }

  @Override
  public void onMessage(ByteBuf in, byte code, int bodyIndex, int headLength, int bodyLength)
      throws ProtocolViolation {
    current = ClientMessageType.ofCode(code);
    boolean whole = headLength == bodyLength;
    switch (current) {
      case QUERY -> ledger.onQuery(text(in, bodyIndex, headLength, whole));
      case PARSE -> onParse(in.slice(bodyIndex, headLength), whole);
      case BIND -> {
        ledger.onClientRequest(RequestStep.BIND);
        ClientMessage.Bind bind = ClientMessage.Bind.decode(in.slice(bodyIndex, headLength));
        session()
            .tap()
            .append(
                new DatabaseEvent.ValuesBound(
                    bind.portal(), bind.statement(), content(bind.values())));
      }
      case EXECUTE ->
          ledger.onExecute(ClientMessage.Execute.decode(in.slice(bodyIndex, headLength)).portal());
      case FUNCTION_CALL -> ledger.onFunctionCall(content(in, bodyIndex, headLength));
      case COPY_DATA -> {
        if (bodyLength == 0) {
          countUnseen(0);
        }
      }
      case COPY_DONE -> ledger.onCopyInputEnd("");
      case COPY_FAIL -> {
        String reason = ClientMessage.CopyFail.decode(in.slice(bodyIndex, headLength)).reason();
        ledger.onCopyInputEnd(reason.isEmpty() ? "no reason given" : reason);
      }
      case DESCRIBE -> {
        ledger.onClientRequest(RequestStep.DESCRIBE);
        countUnseen(bodyLength);
      }
      case CLOSE -> {
        ledger.onClientRequest(RequestStep.CLOSE);
        countUnseen(bodyLength);
      }
      case SYNC -> {
        ledger.onSync();
        countUnseen(bodyLength);
      }
      case FLUSH -> countUnseen(bodyLength);
      case TERMINATE -> {
        terminated = true;
        countUnseen(bodyLength);
      }
      case PASSWORD -> throw new ProtocolViolation("a password after the login");
    }
  }

  @Override
  public void onPiece(ByteBuf in, int index, int length, boolean last) throws ProtocolViolation {
    int from = index;
    int left = length;
    while (left > 0) {
      int piece = Math.min(left, CONTENT_MAX_BYTES);
      left -= piece;
      Content content =
          current == ClientMessageType.QUERY
              ? text(in, from, piece, last && left == 0)
              : content(in, from, piece);
      if (current == ClientMessageType.COPY_DATA) {
        ledger.onCopyInput(content);
      } else {
        session().tap().append(new DatabaseEvent.ClientContentContinued(content));
      }
      from += piece;
    }
  }

  @Override
  void onScanned() {
    gate().set(ReadGate.Stop.REQUESTS_OPEN, ledger.openRequests() > OPEN_REQUESTS_MAX);
  }

  /** Answers have come in; when few are missing, more is read. */
  void onAnswers() {
    if (ledger.openRequests() <= OPEN_REQUESTS_MAX / 2) {
      gate().set(ReadGate.Stop.REQUESTS_OPEN, false);
    }
  }

  @Override
  void onForwarded() {
    if (terminated) {
      session().end(EndReason.CLIENT_CLOSED, "");
    }
  }

  @Override
  void onSourceClosed() {
    session().end(EndReason.CLIENT_CLOSED, "");
  }

  private void onParse(ByteBuf body, boolean whole) throws ProtocolViolation {
    if (whole) {
      ClientMessage.Parse parse = ClientMessage.Parse.decode(body);
      ledger.onParse(parse.name(), parse.parameterTypes(), content(parse.text()));
    } else {
      String name = ClientMessage.Parse.readName(body);
      ledger.onParse(name, List.of(), content(body));
    }
  }

  /** Text of a simple query; the zero at its end is not part of it. */
  private static Content text(ByteBuf in, int index, int length, boolean ends)
      throws ProtocolViolation {
    if (!ends) {
      return content(in, index, length);
    }
    if (length == 0 || in.getByte(index + length - 1) != 0) {
      throw new ProtocolViolation("the text of a query has no end");
    }
    return content(in, index, length - 1);
  }

  private static Content content(ByteBuf bytes) {
    return content(bytes, bytes.readerIndex(), bytes.readableBytes());
  }

  private static Content content(ByteBuf in, int index, int length) {
    return new Content.Clear(in.nioBuffer(index, length));
  }
}
