package dev.gatescribe.session.event;

import java.util.List;
import java.util.Objects;

/**
 * What happens in a database session.
 *
 * <p>A {@code statement} is one thing that the client had executed: a simple query, the execution
 * of a portal, or a function call. It has a number, unique in the recording, from 1 on. A simple
 * query of several SQL commands is one statement with several {@link StatementEnded}, one a part.
 *
 * <p>Content larger than one event takes is split: the pieces after the first follow as {@link
 * ClientContentContinued}. What the client sends is one sequence, so a piece belongs to the nearest
 * earlier event with content that came from the client.
 */
public sealed interface DatabaseEvent extends Event {

  /** A parameter of the client's startup message that was passed to the target. */
  record StartupParameterSet(String name, Content content)
      implements DatabaseEvent, ContentBearing {}

  /**
   * The client gave a text a name, to execute it later (Parse).
   *
   * @param name empty for the unnamed statement
   * @param parameterTypes object ids that the client stated, 0 where it left one open
   * @param content the text, in the client's encoding. When it is split, the pieces are the rest of
   *     the message as it was sent: behind the text a zero, then number (16 bits) and object ids
   *     (32 bits each) of the parameter types, and {@code parameterTypes} is empty
   */
  record StatementPrepared(String name, List<Integer> parameterTypes, Content content)
      implements DatabaseEvent, ContentBearing {
    public StatementPrepared {
      Objects.requireNonNull(name, "name");
      parameterTypes = List.copyOf(parameterTypes);
      Objects.requireNonNull(content, "content");
    }
  }

  /**
   * A text that was prepared did not come to hold: the target refused it, or skipped it because
   * something before it had failed. Its name stands for what it stood for before.
   *
   * @param preparation which of the recording's {@link StatementPrepared}, the first being 1
   */
  record PreparationFailed(int preparation) implements DatabaseEvent {}

  /**
   * The client bound values to a prepared statement (Bind).
   *
   * @param portal empty for the unnamed portal
   * @param prepared name of the prepared statement
   * @param content the message from the number of its parameter formats on, as PostgreSQL writes
   *     it: formats, values, formats of the result
   */
  record ValuesBound(String portal, String prepared, Content content)
      implements DatabaseEvent, ContentBearing {}

  /**
   * A statement is about to reach the target.
   *
   * @param portal what is executed; empty for the unnamed portal, and where there is none
   * @param content the text of a simple query; the object id of the function, formats and arguments
   *     of a function call as PostgreSQL writes them; nothing for a portal, whose text was prepared
   */
  record StatementStarted(int statement, StatementForm form, String portal, Content content)
      implements DatabaseEvent, ContentBearing {}

  /** More of what the client sent last. */
  record ClientContentContinued(Content content) implements DatabaseEvent, ContentBearing {}

  /** Data for a {@code COPY … FROM STDIN}. */
  record CopyInput(int statement, Content content) implements DatabaseEvent, ContentBearing {}

  /**
   * The client has no more data for a {@code COPY … FROM STDIN}.
   *
   * @param failure why the client gave up; empty if it did not
   */
  record CopyInputEnded(int statement, String failure) implements DatabaseEvent {}

  /**
   * Rows, or data of a {@code COPY … TO STDOUT}, for the client.
   *
   * @param rows how many begin in these bytes
   * @param content the messages as PostgreSQL wrote them, or, as long as no rule asks for results,
   *     that they were withheld
   */
  record ResultReturned(int statement, long rows, Content content)
      implements DatabaseEvent, ContentBearing {}

  /**
   * The outcome of a statement, or of one part of it.
   *
   * @param part from 1; more than one only for a simple query of several SQL commands
   * @param tag PostgreSQL's command tag, such as {@code INSERT 0 1}; for a failure its severity
   * @param rows how many were returned to the client in this part
   * @param sqlState five characters for a failure, otherwise empty
   * @param message what the target said of a failure, otherwise empty
   */
  record StatementEnded(
      int statement,
      int part,
      StatementOutcome outcome,
      String tag,
      long rows,
      String sqlState,
      String message)
      implements DatabaseEvent {}

  /**
   * A notice or warning for the client; or an error that belongs to no statement, such as that of a
   * text that could not be prepared when nothing was to execute it yet.
   */
  record NoticeReceived(String severity, String sqlState, String message)
      implements DatabaseEvent {}

  /** Something that the client listens for (LISTEN, NOTIFY). */
  record NotificationReceived(int processId, String channel, Content content)
      implements DatabaseEvent, ContentBearing {}

  /** The client asked, over another connection, that the running statement be cancelled. */
  record CancelRequested(String clientAddress) implements DatabaseEvent {}

  /** The session is in another transaction status than before (ReadyForQuery). */
  record TransactionChanged(TransactionStatus status) implements DatabaseEvent {}

  /** What passed without being looked at, from the start to here. */
  record MessagesForwarded(
      long clientMessages, long clientBytes, long upstreamMessages, long upstreamBytes)
      implements DatabaseEvent {}
}
