package dev.gatescribe.recording.story;

import dev.gatescribe.recording.story.PreparedStatements.Bound;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent.StatementEnded;
import dev.gatescribe.session.event.DatabaseEvent.StatementStarted;
import dev.gatescribe.session.event.LimitEvent;
import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.session.event.TimedEvent;
import dev.gatescribe.session.event.TransactionStatus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement to which something may still be added. */
final class OpenStatement {
  /** A script of more commands in one text is told by its first ones. */
  static final int MOST_PARTS = 1000;

  /** A statement that copies more often than this is told by the first ones. */
  private static final int MOST_LIMITED = 8;

  /** A function's object id comes before its arguments. */
  private static final int FUNCTION_ID_BYTES = Integer.BYTES;

  /** About what the objects take that hold a statement, or the outcome of one of its parts. */
  private static final int OVERHEAD_BYTES = 256;

  private final TimedEvent timed;
  private final StatementStarted started;
  private final @Nullable Bound bound;
  private final TransactionStatus before;
  private final ContentKeeper content;
  private final List<StatementStory.Part> parts = new ArrayList<>();
  private long moreParts;
  private long rows;
  private boolean cancelled;
  private long copiedBytes;
  private String copyFailure = "";
  private long resultBytes;
  private final LimitedContent.Gatherer limited = new LimitedContent.Gatherer(MOST_LIMITED);

  /**
   * @param bound the portal that is executed; null if there is none, or it is not known
   */
  OpenStatement(
      TimedEvent timed, StatementStarted started, @Nullable Bound bound, TransactionStatus before) {
    this.timed = timed;
    this.started = started;
    this.bound = bound;
    this.before = before;
    this.content = new ContentKeeper(PreparedStatements.TEXT_MAX_BYTES);
    content.append(started.content());
  }

  int number() {
    return started.statement();
  }

  boolean hasEnd() {
    return !parts.isEmpty();
  }

  /** How much is held in memory for this statement. */
  long keptBytes() {
    long bytes = content.keptBytes() + OVERHEAD_BYTES + (long) OVERHEAD_BYTES * parts.size();
    if (bound != null) {
      Prepared prepared = bound.sought(); // the same at any time, so that sums add up
      bytes += bound.keptBytes() + (prepared == null ? 0 : prepared.keptBytes());
    }
    return bytes;
  }

  void append(Content more) {
    content.append(more);
  }

  void copied(Content data) {
    copiedBytes = ContentKeeper.saturatedSum(copiedBytes, data.length());
  }

  void copyEnded(String failure) {
    copyFailure = failure;
  }

  void returned(Content result) {
    resultBytes = ContentKeeper.saturatedSum(resultBytes, result.length());
  }

  void limited(LimitEvent event) {
    limited.accept(event);
  }

  void cancel() {
    cancelled = true;
  }

  void ended(long offsetMicros, StatementEnded event) {
    rows = ContentKeeper.saturatedSum(rows, event.rows());
    if (parts.size() == MOST_PARTS) {
      moreParts++;
      return;
    }
    parts.add(
        new StatementStory.Part(
            event.part(),
            offsetMicros,
            event.outcome(),
            event.tag(),
            event.rows(),
            event.sqlState(),
            event.message()));
  }

  /**
   * What is known by now.
   *
   * @param after where the session stands
   */
  StatementStory story(TransactionStatus after) {
    return new StatementStory(
        started.statement(),
        timed.sequence(),
        timed.offsetMicros(),
        started.form(),
        started.portal(),
        bound == null ? "" : bound.name(),
        text(),
        function(),
        values(),
        parts,
        moreParts,
        rows,
        before,
        after,
        cancelled,
        copiedBytes,
        copyFailure,
        resultBytes,
        limited.gathered());
  }

  private @Nullable KeptContent text() {
    return switch (started.form()) {
      case SIMPLE_QUERY -> content.content();
      case PORTAL -> {
        Prepared prepared = bound == null ? null : bound.prepared();
        yield prepared == null ? null : untilZero(prepared.text().content());
      }
      case FUNCTION_CALL -> null;
    };
  }

  /**
   * A text has no zero byte in it. One that was split because of its length is followed by a zero
   * byte and what else the message held.
   */
  private static KeptContent untilZero(KeptContent content) {
    ByteBuffer bytes = content.bytes();
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      if (bytes.get(i) == 0) {
        int length = i - bytes.position();
        return new KeptContent(bytes.slice(bytes.position(), length), length, null, 0);
      }
    }
    return content;
  }

  private @Nullable Integer function() {
    ByteBuffer bytes = content.content().bytes();
    return started.form() == StatementForm.FUNCTION_CALL && bytes.remaining() >= FUNCTION_ID_BYTES
        ? bytes.getInt(bytes.position())
        : null;
  }

  private @Nullable BoundValues values() {
    return switch (started.form()) {
      case SIMPLE_QUERY -> null;
      case PORTAL -> {
        Prepared prepared = bound == null ? null : bound.prepared();
        yield bound == null
            ? null
            : BoundValues.read(
                bound.values().content(), prepared == null ? List.of() : prepared.parameterTypes());
      }
      case FUNCTION_CALL -> BoundValues.read(arguments(), List.of());
    };
  }

  private KeptContent arguments() {
    KeptContent whole = content.content();
    int skipped = Math.min(FUNCTION_ID_BYTES, whole.bytes().remaining());
    ByteBuffer rest = whole.bytes().duplicate();
    rest.position(rest.position() + skipped);
    return new KeptContent(
        rest.slice(), whole.length() - skipped, whole.withheld(), whole.withheldLength());
  }
}
