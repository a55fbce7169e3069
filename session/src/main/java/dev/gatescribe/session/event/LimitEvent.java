package dev.gatescribe.session.event;

import java.util.Objects;

/**
 * Where a bound on content took hold, and what can be known of the bytes behind it.
 *
 * <p>A flow that reaches its bound gets one {@link ContentLimited}; every unit behind it is there
 * as withheld, with its length. {@link ContentDigest} tells the hash of all its bytes, from the
 * first on, so that whoever has a file can say whether it was this one.
 */
public sealed interface LimitEvent extends Event {

  ContentFlow flow();

  /** Of the stream, statement or request that the flow belongs to. */
  int number();

  /**
   * From here on the content of this flow is not kept.
   *
   * @param kept how many bytes of it are in the recording: the first ones, without a gap
   */
  record ContentLimited(ContentFlow flow, int number, long kept) implements LimitEvent {
    public ContentLimited {
      Objects.requireNonNull(flow, "flow");
    }
  }

  /**
   * What passed of a limited flow up to here.
   *
   * @param ended whether this is the end of the flow; otherwise it goes on, and the hash is told
   *     from time to time, for the case that the gateway is lost
   * @param bytes how many bytes the hash covers: all from the flow's first on
   * @param withheld how many of them are not in the recording
   * @param sha256 in lower-case hexadecimal
   */
  record ContentDigest(
      ContentFlow flow, int number, boolean ended, long bytes, long withheld, String sha256)
      implements LimitEvent {

    /** Length of a hash, in hexadecimal digits. */
    public static final int SHA256_DIGITS = 64;

    public ContentDigest {
      Objects.requireNonNull(flow, "flow");
      if (sha256.length() != SHA256_DIGITS) {
        throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits");
      }
    }
  }
}
