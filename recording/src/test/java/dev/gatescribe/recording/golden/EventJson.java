package dev.gatescribe.recording.golden;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.Labels;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.ReasonCode;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.session.event.StatementOutcome;
import dev.gatescribe.session.event.StreamPurpose;
import dev.gatescribe.session.event.StreamVisibility;
import dev.gatescribe.session.event.TimedEvent;
import dev.gatescribe.session.event.TransactionStatus;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** An event as one line of JSON, with the field names of {@code docs/recording-format.md}. */
final class EventJson {
  private EventJson() {}

  static String line(TimedEvent timed) throws ReflectiveOperationException {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("sequence", timed.sequence());
    line.put("offsetMicros", timed.offsetMicros());
    line.put("event", timed.event().getClass().getSimpleName());
    addFields((Record) timed.event(), line);
    return line.toString();
  }

  private static void addFields(Record values, ObjectNode to) throws ReflectiveOperationException {
    for (RecordComponent component : values.getClass().getRecordComponents()) {
      String name = component.getName();
      switch (component.getAccessor().invoke(values)) {
        case Integer number -> to.put(name, number);
        case Long number -> to.put(name, number);
        case Boolean truth -> to.put(name, truth);
        case String text -> to.put(name, text);
        case Instant instant -> to.put(name, instant.toString());
        case RecordingId id -> to.put(name, id.toString());
        case Protocol protocol -> to.put(name, protocol.code());
        case AuditAction action -> to.put(name, action.code());
        case ReasonCode reason -> to.put(name, reason.code());
        case StreamVisibility visibility -> to.put(name, visibility.code());
        case StatementForm form -> to.put(name, form.code());
        case StatementOutcome outcome -> to.put(name, outcome.code());
        case TransactionStatus status -> to.put(name, status.code());
        case StreamPurpose purpose -> to.put(name, purpose.code());
        case ContentFlow flow -> to.put(name, flow.code());
        case RequestOutcome outcome -> to.put(name, outcome.code());
        case List<?> numbers -> {
          ArrayNode array = to.putArray(name);
          numbers.forEach(number -> array.add(Integer.toUnsignedLong((Integer) number)));
        }
        case Content.Clear(ByteBuffer bytes) -> {
          byte[] copy = new byte[bytes.remaining()];
          bytes.duplicate().get(copy);
          to.putObject(name).put("hex", HexFormat.of().formatHex(copy));
        }
        case Content.Withheld(var reason, var length) ->
            to.putObject(name).put("withheld", reason.code()).put("length", length);
        case Labels labels -> {
          ObjectNode object = to.putObject(name);
          labels.values().forEach(object::put);
        }
        case Record nested -> addFields(nested, to.putObject(name));
        case Object other -> throw new IllegalStateException("no JSON for " + other.getClass());
      }
    }
  }
}
