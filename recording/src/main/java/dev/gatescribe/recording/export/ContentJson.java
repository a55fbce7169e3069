package dev.gatescribe.recording.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.recording.story.KeptContent;
import dev.gatescribe.session.event.Content;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** How bytes stand in JSON. */
public enum ContentJson {
  /** As {@code data} in base64, whatever they are: for programs that decode bytes anyway. */
  DATA {
    @Override
    void putBytes(ByteBuffer bytes, ObjectNode to) {
      to.put("data", copyOf(bytes));
    }
  },
  /** As {@code text} where they are valid UTF-8, otherwise as {@code data} in base64. */
  TEXT_OR_DATA {
    @Override
    void putBytes(ByteBuffer bytes, ObjectNode to) {
      try {
        to.put("text", StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString());
      } catch (CharacterCodingException _) {
        to.put("data", copyOf(bytes));
      }
    }
  };

  abstract void putBytes(ByteBuffer bytes, ObjectNode to);

  /** The bytes, or that they are {@code withheld}, as members of {@code to}. */
  void put(Content content, ObjectNode to) {
    switch (content) {
      case Content.Clear(var bytes) -> putBytes(bytes, to);
      case Content.Withheld(var reason, var length) ->
          to.putObject("withheld").put("reason", reason.code()).put("length", length);
    }
  }

  /**
   * What is kept of a content, as members of {@code to}: {@code text} or {@code data}, {@code
   * length} of the whole, {@code cut} if there is more of it in the recording, {@code withheld} if
   * there is more of it that is not.
   */
  static void put(KeptContent content, ObjectNode to) {
    String text = content.text();
    if (text == null) {
      to.put("data", copyOf(content.bytes()));
    } else {
      to.put("text", text);
    }
    to.put("length", content.length());
    if (content.isCut()) {
      to.put("cut", true);
    }
    var withheld = content.withheld();
    if (withheld != null) {
      to.putObject("withheld")
          .put("reason", withheld.code())
          .put("length", content.withheldLength());
    }
  }

  private static byte[] copyOf(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }
}
