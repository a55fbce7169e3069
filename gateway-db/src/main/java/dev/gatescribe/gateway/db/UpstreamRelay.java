package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.db.wire.Diagnostics;
import dev.gatescribe.gateway.db.wire.MessageCaps;
import dev.gatescribe.gateway.db.wire.MessageFrame;
import dev.gatescribe.gateway.db.wire.ProtocolViolation;
import dev.gatescribe.gateway.db.wire.UpstreamMessage;
import dev.gatescribe.gateway.db.wire.UpstreamMessageType;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** From the target to the client: records what came of it. */
final class UpstreamRelay extends Relay {
  private final StatementLedger ledger;
  private UpstreamMessageType current = UpstreamMessageType.READY_FOR_QUERY;
  private boolean farewell;

  UpstreamRelay(DatabaseSession session, Channel upstream, Channel client, StatementLedger ledger) {
    super(session, upstream, client);
    this.ledger = ledger;
  }

  /** Whether the target has told the client itself that the connection ends. */
  boolean hasSaidFarewell() {
    return farewell;
  }

  @Override
  EndReason violationReason() {
    return EndReason.TARGET_PROTOCOL_ERROR;
  }

  @Override
  public int headLength(ByteBuf in, int headerIndex) throws ProtocolViolation {
    UpstreamMessageType type = UpstreamMessageType.ofCode(in.getByte(headerIndex));
    int length = MessageFrame.bodyLength(in, headerIndex, type.maxBytes());
    return switch (type) {
      case COMMAND_COMPLETE, NOTIFICATION, READY_FOR_QUERY -> length;
      case ERROR, NOTICE -> Math.min(length, MessageCaps.HEAD_MAX_BYTES);
      case DATA_ROW,
          COPY_DATA,
          ROW_DESCRIPTION,
          NO_DATA,
          PARAMETER_DESCRIPTION,
          PARSE_COMPLETE,
          BIND_COMPLETE,
          CLOSE_COMPLETE,
          EMPTY_QUERY,
          PORTAL_SUSPENDED,
          FUNCTION_CALL_RESPONSE,
          COPY_IN,
          COPY_OUT,
          COPY_DONE,
          PARAMETER_STATUS ->
          0;
      case COPY_BOTH -> throw new ProtocolViolation("a replication stream that was not asked for");
      case AUTHENTICATION, BACKEND_KEY_DATA, NEGOTIATE_PROTOCOL_VERSION ->
          throw new ProtocolViolation("a message of the login after the login");
    };
  }

  @Override
  public void onMessage(ByteBuf in, byte code, int bodyIndex, int headLength, int bodyLength)
      throws ProtocolViolation {
    current = UpstreamMessageType.ofCode(code);
    long bytes = MessageFrame.HEADER_BYTES;
    switch (current) {
      case DATA_ROW -> ledger.onRow(bytes);
      case COPY_DATA -> ledger.onCopyOutput(bytes);
      case COMMAND_COMPLETE ->
          ledger.onCommandComplete(
              UpstreamMessage.CommandComplete.decode(in.slice(bodyIndex, headLength)).tag());
      case READY_FOR_QUERY ->
          ledger.onReadyForQuery(
              UpstreamMessage.ReadyForQuery.decode(in.slice(bodyIndex, headLength)).state());
      case ERROR -> {
        Diagnostics diagnostics = Diagnostics.decodeHead(in.slice(bodyIndex, headLength));
        farewell |= diagnostics.endsConnection();
        ledger.onError(diagnostics);
      }
      case NOTICE -> ledger.onNotice(Diagnostics.decodeHead(in.slice(bodyIndex, headLength)));
      case NOTIFICATION -> {
        UpstreamMessage.NotificationResponse notification =
            UpstreamMessage.NotificationResponse.decode(in.slice(bodyIndex, headLength));
        ByteBuf payload = notification.payload();
        session()
            .tap()
            .append(
                new DatabaseEvent.NotificationReceived(
                    notification.processId(),
                    notification.channel(),
                    new Content.Clear(payload.nioBuffer())));
      }
      case EMPTY_QUERY -> ledger.onEmptyQuery();
      case PORTAL_SUSPENDED -> ledger.onPortalSuspended();
      default -> onUnrecorded(current, bodyLength);
    }
  }

  /** Messages that leave no event of their own; the ledger needs to see some of them. */
  private void onUnrecorded(UpstreamMessageType type, int bodyLength) throws ProtocolViolation {
    countUnseen(bodyLength);
    switch (type) {
      case ROW_DESCRIPTION, NO_DATA -> ledger.onDescription();
      case PARAMETER_DESCRIPTION -> ledger.onParameterDescription();
      case PARSE_COMPLETE -> ledger.onStepDone(RequestStep.PARSE);
      case BIND_COMPLETE -> ledger.onStepDone(RequestStep.BIND);
      case CLOSE_COMPLETE -> ledger.onStepDone(RequestStep.CLOSE);
      case FUNCTION_CALL_RESPONSE -> ledger.onFunctionResult();
      case COPY_IN -> {
        if (!ledger.onCopyIn()) {
          session()
              .end(EndReason.CLIENT_PROTOCOL_ERROR, "a request where the target wants COPY data");
        }
      }
      case COPY_OUT -> ledger.onCopyOut();
      case COPY_DONE -> ledger.onCopyOutputDone();
      default -> {}
    }
  }

  @Override
  public void onPiece(ByteBuf in, int index, int length, boolean last) {
    if (current == UpstreamMessageType.DATA_ROW || current == UpstreamMessageType.COPY_DATA) {
      ledger.onMoreResult(length);
    }
  }

  @Override
  void onScanned() {
    ledger.reportResult();
    session().onAnswers();
  }

  @Override
  void onForwarded() {
    session().warnBetweenMessages();
  }

  @Override
  void onSourceClosed() {
    session().end(EndReason.TARGET_CLOSED, "the target closed the connection");
  }
}
