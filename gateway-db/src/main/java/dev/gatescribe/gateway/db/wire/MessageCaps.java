package dev.gatescribe.gateway.db.wire;

/**
 * How long messages may be, their length word not counted. Lengths are compared as 64-bit numbers,
 * so that none wraps.
 */
public final class MessageCaps {
  /** PostgreSQL's own limit on a startup packet (MAX_STARTUP_PACKET_LENGTH). */
  public static final int STARTUP_PACKET_MAX_BYTES = 10_000;

  /** A password while nobody is known yet; far above the longest access token in UTF-8. */
  public static final int PASSWORD_MAX_BYTES = 4_096;

  /** What a target may say in one message while it authenticates us. */
  public static final int LOGIN_MESSAGE_MAX_BYTES = 64 * 1024;

  /** PostgreSQL's own limit on messages that carry no data (PQ_SMALL_MESSAGE_LIMIT). */
  public static final int SMALL_MAX_BYTES = 10_000;

  /** PostgreSQL's own limit on messages that carry data (PQ_LARGE_MESSAGE_LIMIT). */
  public static final int LARGE_MAX_BYTES = 0x3fff_ffff;

  /**
   * The head of an inspected message that is held until it is complete: all of it for a short one;
   * names, and the beginning of the content, for a long one. PostgreSQL's names have 63 bytes.
   */
  public static final int HEAD_MAX_BYTES = 64 * 1024;

  private MessageCaps() {}
}
