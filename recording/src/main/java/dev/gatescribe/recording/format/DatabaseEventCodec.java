package dev.gatescribe.recording.format;

import static dev.gatescribe.recording.format.EventFields.coded;
import static dev.gatescribe.recording.format.EventFields.content;
import static dev.gatescribe.recording.format.EventFields.length;
import static dev.gatescribe.recording.format.EventFields.number;
import static dev.gatescribe.recording.format.EventFields.putContent;
import static dev.gatescribe.recording.format.EventFields.putKind;

import dev.gatescribe.recording.format.EventFields.UnknownCodeException;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.session.event.StatementOutcome;
import dev.gatescribe.session.event.TransactionStatus;
import java.util.ArrayList;
import java.util.List;

/** Bodies of the events of database sessions, as {@link EventCodec} describes them. */
final class DatabaseEventCodec {
  /** PostgreSQL counts parameters with 16 bits. */
  private static final int PARAMETERS_MAX = 65_535;

  private DatabaseEventCodec() {}

  static void encode(DatabaseEvent event, ByteWriter out) {
    switch (event) {
      case DatabaseEvent.StartupParameterSet(var name, var value) -> {
        putKind(EventKind.STARTUP_PARAMETER_SET, out);
        out.putText(name);
        putContent(value, out);
      }
      case DatabaseEvent.StatementPrepared(var name, var parameterTypes, var text) -> {
        putKind(EventKind.STATEMENT_PREPARED, out);
        out.putText(name);
        out.putVarint(parameterTypes.size());
        parameterTypes.forEach(type -> out.putVarint(Integer.toUnsignedLong(type)));
        putContent(text, out);
      }
      case DatabaseEvent.ValuesBound(var portal, var prepared, var values) -> {
        putKind(EventKind.VALUES_BOUND, out);
        out.putText(portal);
        out.putText(prepared);
        putContent(values, out);
      }
      case DatabaseEvent.StatementStarted(var statement, var form, var portal, var text) -> {
        putKind(EventKind.STATEMENT_STARTED, statement, out);
        out.putVarint(form.wireCode());
        out.putText(portal);
        putContent(text, out);
      }
      case DatabaseEvent.ClientContentContinued(var more) -> {
        putKind(EventKind.CLIENT_CONTENT_CONTINUED, out);
        putContent(more, out);
      }
      case DatabaseEvent.CopyInput(var statement, var data) -> {
        putKind(EventKind.COPY_INPUT, statement, out);
        putContent(data, out);
      }
      case DatabaseEvent.CopyInputEnded(var statement, var failure) -> {
        putKind(EventKind.COPY_INPUT_ENDED, statement, out);
        out.putText(failure);
      }
      case DatabaseEvent.ResultReturned(var statement, var rows, var data) -> {
        putKind(EventKind.RESULT_RETURNED, statement, out);
        out.putVarint(rows);
        putContent(data, out);
      }
      case DatabaseEvent.StatementEnded ended -> encodeEnd(ended, out);
      case DatabaseEvent.NoticeReceived(var severity, var sqlState, var message) -> {
        putKind(EventKind.NOTICE_RECEIVED, out);
        out.putText(severity);
        out.putText(sqlState);
        out.putText(message);
      }
      case DatabaseEvent.NotificationReceived(var processId, var channel, var payload) -> {
        putKind(EventKind.NOTIFICATION_RECEIVED, out);
        out.putVarint(Integer.toUnsignedLong(processId));
        out.putText(channel);
        putContent(payload, out);
      }
      case DatabaseEvent.CancelRequested(var clientAddress) -> {
        putKind(EventKind.CANCEL_REQUESTED, out);
        out.putText(clientAddress);
      }
      case DatabaseEvent.TransactionChanged(var status) -> {
        putKind(EventKind.TRANSACTION_CHANGED, out);
        out.putVarint(status.wireCode());
      }
      case DatabaseEvent.MessagesForwarded forwarded -> {
        putKind(EventKind.MESSAGES_FORWARDED, out);
        out.putVarint(forwarded.clientMessages());
        out.putVarint(forwarded.clientBytes());
        out.putVarint(forwarded.upstreamMessages());
        out.putVarint(forwarded.upstreamBytes());
      }
      case DatabaseEvent.PreparationFailed(var preparation) ->
          putKind(EventKind.PREPARATION_FAILED, preparation, out);
    }
  }

  private static void encodeEnd(DatabaseEvent.StatementEnded ended, ByteWriter out) {
    putKind(EventKind.STATEMENT_ENDED, ended.statement(), out);
    out.putVarint(ended.part());
    out.putVarint(ended.outcome().wireCode());
    out.putText(ended.tag());
    out.putVarint(ended.rows());
    out.putText(ended.sqlState());
    out.putText(ended.message());
  }

  static DatabaseEvent decode(EventKind kind, ByteReader in)
      throws FormatException, UnknownCodeException {
    return switch (kind) {
      case STARTUP_PARAMETER_SET -> new DatabaseEvent.StartupParameterSet(in.text(), content(in));
      case STATEMENT_PREPARED ->
          new DatabaseEvent.StatementPrepared(in.text(), parameterTypes(in), content(in));
      case VALUES_BOUND -> new DatabaseEvent.ValuesBound(in.text(), in.text(), content(in));
      case STATEMENT_STARTED ->
          new DatabaseEvent.StatementStarted(
              number(in), coded(StatementForm.values(), in.varint()), in.text(), content(in));
      case CLIENT_CONTENT_CONTINUED -> new DatabaseEvent.ClientContentContinued(content(in));
      case COPY_INPUT -> new DatabaseEvent.CopyInput(number(in), content(in));
      case COPY_INPUT_ENDED -> new DatabaseEvent.CopyInputEnded(number(in), in.text());
      case RESULT_RETURNED ->
          new DatabaseEvent.ResultReturned(number(in), length(in, "a result"), content(in));
      case STATEMENT_ENDED ->
          new DatabaseEvent.StatementEnded(
              number(in),
              number(in),
              coded(StatementOutcome.values(), in.varint()),
              in.text(),
              length(in, "a result"),
              in.text(),
              in.text());
      case NOTICE_RECEIVED -> new DatabaseEvent.NoticeReceived(in.text(), in.text(), in.text());
      case NOTIFICATION_RECEIVED ->
          new DatabaseEvent.NotificationReceived(unsigned(in), in.text(), content(in));
      case CANCEL_REQUESTED -> new DatabaseEvent.CancelRequested(in.text());
      case TRANSACTION_CHANGED ->
          new DatabaseEvent.TransactionChanged(coded(TransactionStatus.values(), in.varint()));
      case MESSAGES_FORWARDED ->
          new DatabaseEvent.MessagesForwarded(
              length(in, "what was forwarded"),
              length(in, "what was forwarded"),
              length(in, "what was forwarded"),
              length(in, "what was forwarded"));
      case PREPARATION_FAILED -> new DatabaseEvent.PreparationFailed(number(in));
      default -> throw new IllegalStateException(kind + " is no event of a database");
    };
  }

  private static List<Integer> parameterTypes(ByteReader in) throws FormatException {
    int count = in.count(PARAMETERS_MAX, "the number of parameter types");
    List<Integer> types = new ArrayList<>(Math.min(count, in.remaining()));
    for (int i = 0; i < count; i++) {
      types.add(unsigned(in));
    }
    return types;
  }

  private static int unsigned(ByteReader in) throws FormatException {
    long value = in.varint();
    if (value < 0 || value > 0xffff_ffffL) {
      throw new FormatException("a number of 32 bits is out of range");
    }
    return (int) value;
  }
}
