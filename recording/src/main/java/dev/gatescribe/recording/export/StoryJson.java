package dev.gatescribe.recording.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.recording.story.BoundValue;
import dev.gatescribe.recording.story.BoundValues;
import dev.gatescribe.recording.story.KeptContent;
import dev.gatescribe.recording.story.LimitedContent;
import dev.gatescribe.recording.story.RequestStory;
import dev.gatescribe.recording.story.StatementStory;
import dev.gatescribe.session.event.LimitEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stories as JSON, with the names that the REST API and the command line share. What is not known,
 * or does not apply, is left out.
 */
public final class StoryJson {
  private StoryJson() {}

  /** A statement. */
  public static ObjectNode of(StatementStory story) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("statement", story.statement());
    node.put("sequence", story.sequence());
    node.put("offsetMicros", story.startedMicros());
    putUnlessNull("durationMicros", story.durationMicros(), node);
    node.put("form", story.form().code());
    putUnlessEmpty("portal", story.portal(), node);
    putUnlessEmpty("prepared", story.prepared(), node);
    putContent("sql", story.text(), node);
    Integer function = story.function();
    if (function != null) {
      node.put("function", Integer.toUnsignedLong(function));
    }
    putValues(story.values(), node);
    node.put("rows", story.rows());
    putUnlessZero("resultBytes", story.resultBytes(), node);
    putUnlessZero("copiedBytes", story.copiedBytes(), node);
    putUnlessEmpty("copyFailure", story.copyFailure(), node);
    node.put("transactionBefore", story.before().code());
    node.put("transactionAfter", story.after().code());
    node.put("cancelled", story.cancelled());
    ArrayNode parts = node.putArray("parts");
    story.parts().forEach(part -> putPart(part, parts.addObject()));
    putUnlessZero("moreParts", story.moreParts(), node);
    putLimited(story.limited(), node);
    return node;
  }

  /** A request. */
  public static ObjectNode of(RequestStory story) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("request", story.request());
    node.put("sequence", story.sequence());
    node.put("offsetMicros", story.startedMicros());
    putUnlessNull("durationMicros", story.durationMicros(), node);
    node.put("method", story.method());
    node.put("verb", story.verb());
    KubernetesEventJson.resource(story.resource(), node.putObject("resource"));
    node.put("userAgent", story.userAgent());
    putContent("path", story.path(), node);
    putContent("body", story.body(), node);
    Integer status = story.status();
    if (status != null) {
      node.put("status", status);
    }
    putUnlessEmpty("contentType", story.contentType(), node);
    putContent("response", story.response(), node);
    putUnlessEmpty("protocol", story.protocol(), node);
    ArrayNode streams = node.putArray("streams");
    story
        .streams()
        .forEach(stream ->
            streams
                .addObject()
                .put("stream", stream.stream())
                .put("purpose", stream.purpose().code())
                .put("detail", stream.detail()));
    putUnlessZero("moreStreams", story.moreStreams(), node);
    RequestStory.Refusal refusal = story.refusal();
    if (refusal != null) {
      node.putObject("refusal").put("what", refusal.what()).put("reason", refusal.reason());
    }
    var outcome = story.outcome();
    if (outcome != null) {
      node.put("outcome", outcome.code());
    }
    putLimited(story.limited(), node);
    return node;
  }

  /** Of which flows only the beginning is kept, as {@code limited}; nothing if there are none. */
  public static void putLimited(List<LimitedContent> limited, ObjectNode node) {
    if (limited.isEmpty()) {
      return;
    }
    ArrayNode array = node.putArray("limited");
    for (LimitedContent content : limited) {
      ObjectNode entry =
          array
              .addObject()
              .put("flow", content.flow().code())
              .put(content.flow().carrier().code(), content.number())
              .put("keptBytes", content.kept());
      LimitEvent.ContentDigest digest = content.digest();
      if (digest != null) {
        entry
            .put("ended", digest.ended())
            .put("bytes", digest.bytes())
            .put("withheldBytes", digest.withheld())
            .put("sha256", digest.sha256());
      }
    }
  }

  private static void putPart(StatementStory.Part part, ObjectNode node) {
    node.put("part", part.part());
    node.put("endedMicros", part.endedMicros());
    node.put("outcome", part.outcome().code());
    node.put("tag", part.tag());
    node.put("rows", part.rows());
    putUnlessEmpty("sqlState", part.sqlState(), node);
    putUnlessEmpty("message", part.message(), node);
  }

  private static void putValues(@Nullable BoundValues bound, ObjectNode node) {
    if (bound == null) {
      return;
    }
    ArrayNode values = node.putArray("values");
    for (BoundValue value : bound.values()) {
      ObjectNode entry = values.addObject().put("type", Integer.toUnsignedLong(value.type()));
      switch (value.form()) {
        case NULL -> entry.put("null", true);
        case TEXT -> entry.put("text", value.value()).put("length", value.length());
        case HEX -> entry.put("hex", value.value()).put("length", value.length());
      }
      if (value.cut()) {
        entry.put("cut", true);
      }
    }
    node.put("valuesComplete", bound.complete());
  }

  private static void putContent(String name, @Nullable KeptContent content, ObjectNode node) {
    if (content != null) {
      ContentJson.put(content, node.putObject(name));
    }
  }

  private static void putUnlessNull(String name, @Nullable Long number, ObjectNode node) {
    if (number != null) {
      node.put(name, number);
    }
  }

  private static void putUnlessEmpty(String name, String text, ObjectNode node) {
    if (!text.isEmpty()) {
      node.put(name, text);
    }
  }

  private static void putUnlessZero(String name, long number, ObjectNode node) {
    if (number != 0) {
      node.put(name, number);
    }
  }
}
