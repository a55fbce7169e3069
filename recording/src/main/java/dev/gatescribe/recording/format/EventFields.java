package dev.gatescribe.recording.format;

import dev.gatescribe.session.Labels;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.WireCoded;
import dev.gatescribe.session.event.WithheldReason;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** How the fields of event bodies look, whatever the kind of event. */
final class EventFields {
  private EventFields() {}

  /** A newer writer used a code that this reader does not know; not an error. */
  static final class UnknownCodeException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  static void putKind(EventKind kind, ByteWriter out) {
    out.putVarint(kind.code());
  }

  /** A kind whose first field is the number of a stream, statement or request. */
  static void putKind(EventKind kind, int number, ByteWriter out) {
    out.putVarint(kind.code());
    out.putVarint(number);
  }

  /** All of a withheld content; of a clear one what comes before its bytes. */
  static void putContent(Content content, ByteWriter out) {
    switch (content) {
      case Content.Clear _ -> out.putVarint(0);
      case Content.Withheld(var reason, var length) -> {
        out.putVarint(reason.wireCode());
        out.putVarint(length);
      }
    }
  }

  static Content content(ByteReader in) throws FormatException, UnknownCodeException {
    long reason = in.varint();
    if (reason == 0) {
      if (in.remaining() > EventCodec.CONTENT_MAX_BYTES) {
        throw new FormatException("a content of more than 1 MiB");
      }
      return new Content.Clear(in.rest());
    }
    return new Content.Withheld(
        coded(WithheldReason.values(), reason), length(in, "a withheld content"));
  }

  static void putInstant(Instant instant, ByteWriter out) {
    out.putVarint(instant.getEpochSecond());
    out.putVarint(instant.getNano());
  }

  static Instant instant(ByteReader in) throws FormatException {
    try {
      return Instant.ofEpochSecond(in.varint(), in.count(999_999_999, "nanoseconds"));
    } catch (DateTimeException e) {
      throw new FormatException("a time is out of range", e);
    }
  }

  static void putLabels(Labels labels, ByteWriter out) {
    out.putVarint(labels.values().size());
    labels
        .values()
        .forEach((key, value) -> {
          out.putText(key);
          out.putText(value);
        });
  }

  static Labels labels(ByteReader in) throws FormatException {
    int count = in.count(Labels.MAX_LABELS, "the number of labels");
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < count; i++) {
      values.put(in.text(), in.text());
    }
    return labels(values);
  }

  static Labels labels(Map<String, String> values) throws FormatException {
    try {
      return Labels.of(values);
    } catch (IllegalArgumentException e) {
      throw new FormatException("a label is malformed", e);
    }
  }

  /** The number of a stream, statement or request. */
  static int number(ByteReader in) throws FormatException {
    return in.count(Integer.MAX_VALUE, "the number of a stream, statement or request");
  }

  /** How many there are of something, or how long it is. */
  static long length(ByteReader in, String what) throws FormatException {
    long length = in.varint();
    if (length < 0) {
      throw new FormatException("the length of " + what + " is out of range");
    }
    return length;
  }

  /** The one among {@code words} that is stored as this number. */
  static <E extends WireCoded> E coded(E[] words, long wireCode) throws UnknownCodeException {
    for (E word : words) {
      if (word.wireCode() == wireCode) {
        return word;
      }
    }
    throw new UnknownCodeException();
  }

  /** The one among {@code words} that is stored as this text. */
  static <E> E named(E[] words, Function<E, String> code, String text) throws UnknownCodeException {
    for (E word : words) {
      if (code.apply(word).equals(text)) {
        return word;
      }
    }
    throw new UnknownCodeException();
  }
}
