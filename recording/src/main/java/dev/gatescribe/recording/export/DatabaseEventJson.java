package dev.gatescribe.recording.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.session.event.DatabaseEvent;

/** The events of database sessions as JSON, for {@link EventJson}. */
final class DatabaseEventJson {
  private DatabaseEventJson() {}

  static void write(DatabaseEvent event, ContentJson contents, ObjectNode node) {
    switch (event) {
      case DatabaseEvent.StartupParameterSet(var name, var value) ->
          contents.put(value, node.put("type", "startup-parameter-set").put("name", name));
      case DatabaseEvent.StatementPrepared(var name, var parameterTypes, var text) -> {
        node.put("type", "statement-prepared").put("name", name);
        ArrayNode types = node.putArray("parameterTypes");
        parameterTypes.forEach(type -> types.add(Integer.toUnsignedLong(type)));
        contents.put(text, node);
      }
      case DatabaseEvent.ValuesBound(var portal, var prepared, var values) ->
          contents.put(
              values,
              node.put("type", "values-bound").put("portal", portal).put("prepared", prepared));
      case DatabaseEvent.StatementStarted(var statement, var form, var portal, var text) ->
          contents.put(
              text,
              statement("statement-started", statement, node)
                  .put("form", form.code())
                  .put("portal", portal));
      case DatabaseEvent.ClientContentContinued(var more) ->
          contents.put(more, node.put("type", "client-content-continued"));
      case DatabaseEvent.CopyInput(var statement, var data) ->
          contents.put(data, statement("copy-input", statement, node));
      case DatabaseEvent.CopyInputEnded(var statement, var failure) ->
          statement("copy-input-ended", statement, node).put("failure", failure);
      case DatabaseEvent.ResultReturned(var statement, var rows, var data) ->
          contents.put(data, statement("result-returned", statement, node).put("rows", rows));
      case DatabaseEvent.StatementEnded ended ->
          statement("statement-ended", ended.statement(), node)
              .put("part", ended.part())
              .put("outcome", ended.outcome().code())
              .put("tag", ended.tag())
              .put("rows", ended.rows())
              .put("sqlState", ended.sqlState())
              .put("message", ended.message());
      case DatabaseEvent.NoticeReceived(var severity, var sqlState, var message) ->
          node.put("type", "notice-received")
              .put("severity", severity)
              .put("sqlState", sqlState)
              .put("message", message);
      case DatabaseEvent.NotificationReceived(var processId, var channel, var payload) ->
          contents.put(
              payload,
              node.put("type", "notification-received")
                  .put("processId", Integer.toUnsignedLong(processId))
                  .put("channel", channel));
      case DatabaseEvent.CancelRequested(var clientAddress) ->
          node.put("type", "cancel-requested").put("clientAddress", clientAddress);
      case DatabaseEvent.TransactionChanged(var status) ->
          node.put("type", "transaction-changed").put("transaction", status.code());
      case DatabaseEvent.MessagesForwarded forwarded ->
          node.put("type", "messages-forwarded")
              .put("clientMessages", forwarded.clientMessages())
              .put("clientBytes", forwarded.clientBytes())
              .put("upstreamMessages", forwarded.upstreamMessages())
              .put("upstreamBytes", forwarded.upstreamBytes());
      case DatabaseEvent.PreparationFailed(var preparation) ->
          node.put("type", "preparation-failed").put("preparation", preparation);
    }
  }

  private static ObjectNode statement(String type, int statement, ObjectNode node) {
    return node.put("type", type).put("statement", statement);
  }
}
