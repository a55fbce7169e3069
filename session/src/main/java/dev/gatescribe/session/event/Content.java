package dev.gatescribe.session.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The bytes of a unit, or the statement that they were withheld. */
public sealed interface Content {

  /** How many bytes passed, whether or not they are here. */
  long length();

  /** The bytes between position and limit. */
  record Clear(ByteBuffer bytes) implements Content {
    public Clear {
      Objects.requireNonNull(bytes, "bytes");
    }

    @Override
    public long length() {
      return bytes.remaining();
    }

    /** Says how many bytes there are, and shows none: content never reaches a log. */
    @Override
    public String toString() {
      return "Clear[" + bytes.remaining() + " bytes]";
    }
  }

  /** The bytes passed and are not kept. */
  record Withheld(WithheldReason reason, long length) implements Content {
    public Withheld {
      Objects.requireNonNull(reason, "reason");
    }
  }

  static Content of(byte[] bytes) {
    return new Clear(ByteBuffer.wrap(bytes));
  }

  static Content of(byte[] bytes, int offset, int length) {
    return new Clear(ByteBuffer.wrap(bytes, offset, length));
  }

  static Content of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }
}
