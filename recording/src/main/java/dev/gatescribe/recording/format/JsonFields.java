package dev.gatescribe.recording.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatescribe.recording.format.EventFields.UnknownCodeException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Function;

/**
 * Reads the members of signed JSON, and trusts none of them.
 *
 * @param what it is, for messages: {@code the manifest lacks …}
 */
record JsonFields(String what, JsonNode node) {

  JsonNode required(String name) throws FormatException {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new FormatException("the " + what + " lacks " + name);
    }
    return value;
  }

  JsonFields inside(String name) throws FormatException {
    return new JsonFields(what, required(name));
  }

  String text(String name) throws FormatException {
    JsonNode value = required(name);
    if (!value.isTextual()) {
      throw new FormatException("the " + what + "'s " + name + " is not a text");
    }
    return value.textValue();
  }

  Instant instant(String name) throws FormatException {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeParseException e) {
      throw new FormatException("a value in the " + what + " is malformed", e);
    }
  }

  long number(String name) throws FormatException {
    long value = signedNumber(name);
    if (value < 0) {
      throw new FormatException("the " + what + "'s " + name + " is negative");
    }
    return value;
  }

  /** A number that is made as small as an int is. */
  int count(String name) throws FormatException {
    return Math.toIntExact(Math.min(number(name), Integer.MAX_VALUE));
  }

  long signedNumber(String name) throws FormatException {
    JsonNode value = required(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new FormatException("the " + what + "'s " + name + " is not a whole number");
    }
    return value.longValue();
  }

  <E> E named(E[] words, Function<E, String> code, String name) throws FormatException {
    try {
      return EventFields.named(words, code, text(name));
    } catch (UnknownCodeException e) {
      throw new FormatException(
          "the " + what + " names a " + name + " that this release does not know", e);
    }
  }
}
