package dev.gatescribe.recording.story;

import dev.gatescribe.recording.story.PreparedStatements.Bound;
import dev.gatescribe.recording.story.PreparedStatements.ContinuedContent;
import dev.gatescribe.session.event.ContentFlow.Carrier;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.LimitEvent;
import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.session.event.TimedEvent;
import dev.gatescribe.session.event.TransactionStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells the statements of a database session.
 *
 * <p>Nothing in a recording says that a part of a statement was its last one. A target answers in
 * the order in which it is asked, so a statement is told when a later one has an end. For the same
 * reason statements are told in the order of their numbers.
 */
public final class StatementStoryteller implements Storyteller<StatementStory> {
  /** A client may send many statements before it reads the first answer; seldom thousands. */
  static final int MOST_OPEN = 16_384;

  /** What open statements may take of the memory; the eldest are told early when it is more. */
  static final long OPEN_MAX_BYTES = 16L * 1024 * 1024;

  private static final ContinuedContent NOBODY = _ -> {};

  private final PreparedStatements prepared = new PreparedStatements();
  private final Map<Integer, OpenStatement> open = new LinkedHashMap<>();
  private long openBytes;
  private TransactionStatus status = TransactionStatus.IDLE;

  /** What the client sent last, to which further pieces belong. */
  private ContinuedContent last = NOBODY;

  @Override
  public void accept(TimedEvent timed, Consumer<StatementStory> told) {
    if (timed.event() instanceof DatabaseEvent event) {
      accept(timed, event, told);
    } else if (timed.event() instanceof LimitEvent limit
        && limit.flow().carrier() == Carrier.STATEMENT) {
      OpenStatement statement = open.get(limit.number());
      if (statement != null) {
        statement.limited(limit);
      }
    }
  }

  private void accept(TimedEvent timed, DatabaseEvent event, Consumer<StatementStory> told) {
    switch (event) {
      case DatabaseEvent.StartupParameterSet _ -> last = NOBODY;
      case DatabaseEvent.StatementPrepared prepare -> last = prepared.prepare(prepare);
      case DatabaseEvent.PreparationFailed(var number) -> prepared.failed(number);
      case DatabaseEvent.ValuesBound bind -> last = prepared.bind(bind);
      case DatabaseEvent.StatementStarted started -> start(timed, started, told);
      case DatabaseEvent.ClientContentContinued(var more) -> last.append(more);
      case DatabaseEvent.CopyInput(var number, var data) -> {
        OpenStatement statement = open.get(number);
        last = statement == null ? NOBODY : statement::copied;
        last.append(data);
      }
      case DatabaseEvent.CopyInputEnded(var number, var failure) -> {
        OpenStatement statement = open.get(number);
        if (statement != null) {
          statement.copyEnded(failure);
        }
      }
      case DatabaseEvent.ResultReturned(var number, _, var data) -> {
        OpenStatement statement = open.get(number);
        if (statement != null) {
          statement.returned(data);
        }
      }
      case DatabaseEvent.StatementEnded ended -> end(timed.offsetMicros(), ended, told);
      case DatabaseEvent.CancelRequested _ -> cancel();
      case DatabaseEvent.TransactionChanged(var now) -> status = now;
      case DatabaseEvent.NoticeReceived _, DatabaseEvent.NotificationReceived _ -> {}
      case DatabaseEvent.MessagesForwarded _ -> {}
    }
  }

  @Override
  public List<StatementStory> open() {
    return open.values().stream().map(statement -> statement.story(status)).toList();
  }

  @Override
  public void end(Consumer<StatementStory> told) {
    while (!open.isEmpty()) {
      tellEldest(told);
    }
  }

  private void start(
      TimedEvent timed, DatabaseEvent.StatementStarted started, Consumer<StatementStory> told) {
    Bound bound = started.form() == StatementForm.PORTAL ? prepared.portal(started.portal()) : null;
    if (open.containsKey(started.statement())) {
      end(told); // Numbers are never used twice; whoever wrote this, nothing of it is hidden.
    }
    OpenStatement statement = new OpenStatement(timed, started, bound, status);
    open.put(started.statement(), statement);
    openBytes += statement.keptBytes();
    last =
        more -> {
          openBytes -= statement.keptBytes();
          statement.append(more);
          openBytes += statement.keptBytes();
        };
    while (open.size() > 1 && (open.size() > MOST_OPEN || openBytes > OPEN_MAX_BYTES)) {
      tellEldest(told);
    }
  }

  private void end(
      long offsetMicros, DatabaseEvent.StatementEnded ended, Consumer<StatementStory> told) {
    OpenStatement statement = open.get(ended.statement());
    if (statement == null) {
      return;
    }
    while (eldest().number() < ended.statement()) {
      tellEldest(told);
    }
    openBytes -= statement.keptBytes();
    statement.ended(offsetMicros, ended);
    openBytes += statement.keptBytes();
  }

  /** The target works on the eldest statement that has no end. */
  private void cancel() {
    for (OpenStatement statement : open.values()) {
      if (!statement.hasEnd()) {
        statement.cancel();
        return;
      }
    }
  }

  private OpenStatement eldest() {
    return open.values().iterator().next();
  }

  private void tellEldest(Consumer<StatementStory> told) {
    OpenStatement eldest = eldest();
    open.remove(eldest.number());
    openBytes -= eldest.keptBytes();
    told.accept(eldest.story(status));
  }
}
