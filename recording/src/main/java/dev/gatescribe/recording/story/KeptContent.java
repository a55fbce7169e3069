package dev.gatescribe.recording.story;

import dev.gatescribe.session.event.WithheldReason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a content that may have come in pieces.
 *
 * @param bytes what is kept, between position and limit
 * @param length how many bytes there were, whether kept, withheld or left out
 * @param withheld why some of them are not in the recording; null if all are
 * @param withheldLength how many those are
 */
public record KeptContent(
    ByteBuffer bytes, long length, @Nullable WithheldReason withheld, long withheldLength) {
  /** Characters of UTF-8 have up to four bytes, so a cut leaves up to three of one. */
  private static final int LONGEST_CUT_CHARACTER = 3;

  public KeptContent {
    bytes = bytes.asReadOnlyBuffer();
  }

  /** Whether bytes that are in the recording are not here. */
  public boolean isCut() {
    return bytes.remaining() < length - withheldLength;
  }

  /**
   * The bytes as text; null if they are not UTF-8. A character that was cut through at the end is
   * left out.
   */
  public @Nullable String text() {
    int most = isCut() ? Math.min(LONGEST_CUT_CHARACTER, bytes.remaining()) : 0;
    for (int dropped = 0; dropped <= most; dropped++) {
      try {
        ByteBuffer whole = bytes.duplicate().limit(bytes.limit() - dropped);
        return StandardCharsets.UTF_8.newDecoder().decode(whole).toString();
      } catch (CharacterCodingException _) {
        // Tried again without its last byte, or told to be no text.
      }
    }
    return null;
  }

  /** The bytes as text, with U+FFFD for what is not UTF-8. */
  public String lenientText() {
    String text = text();
    return text == null ? StandardCharsets.UTF_8.decode(bytes.duplicate()).toString() : text;
  }

  /** Says how many bytes there were, and shows none: content never reaches a log. */
  @Override
  public String toString() {
    return "KeptContent[" + bytes.remaining() + " of " + length + " bytes]";
  }
}
