package dev.gatescribe.gateway;

import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.LimitEvent;
import dev.gatescribe.session.event.WithheldReason;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * One row of bytes whose content is kept up to a cap.
 *
 * <pre>
 *   kept ──cap reached──→ ContentLimited ──→ withheld, with a ContentDigest from time to time
 *                                               └──end──→ the last ContentDigest
 * </pre>
 *
 * All bytes are hashed from the first on, so that the hash is that of a whole file and not that of
 * its rest. Takes the same memory however much passes. Its user sees to it that one thread at a
 * time is in here.
 */
final class CappedFlow {
  /**
   * After so many bytes the hash up to there is told: what a lost gateway leaves unhashed is less
   * than this, and the telling costs some fifty bytes.
   */
  static final long DIGEST_INTERVAL_BYTES = 16L * 1024 * 1024;

  /** Makes a unit with some of its content. */
  @FunctionalInterface
  interface Unit {
    /**
     * The unit with this content.
     *
     * @param first whether it is the first part of the unit, or all of it
     */
    Event with(Content content, boolean first);
  }

  private final ContentFlow flow;
  private final int number;
  private final long capBytes;
  private final MessageDigest digest = sha256();
  private long bytes;
  private long withheld;
  private long toldAt;
  private long tellNextAt;
  private boolean limited;
  private boolean endTold;

  CappedFlow(ContentFlow flow, int number, long capBytes) {
    this.flow = flow;
    this.number = number;
    this.capBytes = capBytes;
  }

  int number() {
    return number;
  }

  /** Counts and hashes content; true if all of it is kept, and it may be recorded as it is. */
  boolean keeps(ByteBuffer content) {
    if (content.remaining() > capBytes - bytes) {
      return false;
    }
    count(content);
    return true;
  }

  /** Counts and hashes content of which not all is kept, and gives out what is recorded of it. */
  void limit(ByteBuffer content, Unit unit, Consumer<Event> out) {
    int kept = (int) Math.max(0, capBytes - bytes);
    int rest = content.remaining() - kept;
    count(content);
    if (!limited) {
      limited = true;
      tellNextAt = nextInterval();
      if (kept > 0) {
        out.accept(
            unit.with(
                new Content.Clear(content.duplicate().limit(content.position() + kept)), true));
      }
      out.accept(new LimitEvent.ContentLimited(flow, number, bytes - rest));
    }
    withheld += rest;
    out.accept(unit.with(new Content.Withheld(WithheldReason.OVER_LIMIT, rest), kept == 0));
    if (bytes >= tellNextAt) {
      tellNextAt = nextInterval();
      tell(false, out);
    }
  }

  /** Nothing more is expected; if it comes nevertheless, the end has to be told again. */
  void end(Consumer<Event> out) {
    if (limited && !(endTold && toldAt == bytes)) {
      endTold = true;
      tell(true, out);
    }
  }

  private void count(ByteBuffer content) {
    digest.update(content.duplicate());
    bytes += content.remaining();
  }

  private long nextInterval() {
    return (bytes / DIGEST_INTERVAL_BYTES + 1) * DIGEST_INTERVAL_BYTES;
  }

  private void tell(boolean ended, Consumer<Event> out) {
    toldAt = bytes;
    out.accept(new LimitEvent.ContentDigest(flow, number, ended, bytes, withheld, hashUpToHere()));
  }

  private String hashUpToHere() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java cannot copy the state of a hash", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
