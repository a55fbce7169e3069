package dev.gatescribe.session;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Objects;

/**
 * Names one session and its recording; the two share it.
 *
 * <p>128 bits in the layout of a ULID: 48 bits of milliseconds since 1970, then 80 random bits.
 * Written as 26 characters of Crockford's base 32 in lower case, so that names sort by time, fit a
 * file name, and read well aloud.
 *
 * @param mostSignificantBits time and the first 16 random bits
 * @param leastSignificantBits the other 64 random bits
 */
public record RecordingId(long mostSignificantBits, long leastSignificantBits)
    implements Comparable<RecordingId> {

  /** Length of the text form, in characters. */
  public static final int TEXT_LENGTH = 26;

  /** Length of the binary form, in bytes. */
  public static final int BYTES = 16;

  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A new identifier whose time part is {@code at}. */
  public static RecordingId create(Instant at) {
    long millis = at.toEpochMilli();
    return new RecordingId((millis << 16) | RANDOM.nextInt(1 << 16), RANDOM.nextLong());
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if {@code text} is not 26 characters of the alphabet, or
   *     stands for more than 128 bits
   */
  public static RecordingId parse(String text) {
    Objects.requireNonNull(text, "text");
    if (text.length() != TEXT_LENGTH) {
      throw new IllegalArgumentException(
          "a recording id has " + TEXT_LENGTH + " characters, not " + text.length());
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < TEXT_LENGTH; i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      if (digit < 0 || (i == 0 && digit > 7)) {
        throw new IllegalArgumentException("not a recording id: character " + (i + 1));
      }
      high = (high << 5) | (low >>> 59);
      low = (low << 5) | digit;
    }
    return new RecordingId(high, low);
  }

  /** Reads the binary form, 16 bytes, most significant first. */
  public static RecordingId read(ByteBuffer buffer) {
    return new RecordingId(buffer.getLong(), buffer.getLong());
  }

  /** Writes the binary form. */
  public void write(ByteBuffer buffer) {
    buffer.putLong(mostSignificantBits).putLong(leastSignificantBits);
  }

  /** When the identifier was made, in whole milliseconds. */
  public Instant createdAt() {
    return Instant.ofEpochMilli(mostSignificantBits >>> 16);
  }

  @Override
  public int compareTo(RecordingId other) {
    int high = Long.compareUnsigned(mostSignificantBits, other.mostSignificantBits);
    return high != 0
        ? high
        : Long.compareUnsigned(leastSignificantBits, other.leastSignificantBits);
  }

  @Override
  public String toString() {
    char[] text = new char[TEXT_LENGTH];
    long high = mostSignificantBits;
    long low = leastSignificantBits;
    for (int i = TEXT_LENGTH - 1; i >= 0; i--) {
      text[i] = ALPHABET.charAt((int) (low & 31));
      low = (low >>> 5) | (high << 59);
      high >>>= 5;
    }
    return new String(text);
  }
}
