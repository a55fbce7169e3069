package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.db.wire.Diagnostics;
import dev.gatescribe.gateway.db.wire.ProtocolViolation;
import dev.gatescribe.gateway.db.wire.TransactionState;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.session.event.StatementOutcome;
import dev.gatescribe.session.event.TransactionStatus;
import dev.gatescribe.session.event.WithheldReason;
import java.util.List;

/**
 * Knows what the target still has to answer, and so which answer belongs to which statement; writes
 * both into the recording.
 *
 * <p>PostgreSQL answers in order. When something of the extended protocol fails, it skips all that
 * follows up to the next Sync, and so does the ledger. A simple query or a function call is
 * answered up to and including ReadyForQuery; so is a Sync.
 *
 * <p>For the session's event loop alone.
 */
final class StatementLedger {
  private static final Content NOTHING = Content.of(new byte[0]);

  private final RelayTap tap;
  private final OpenRequests open = new OpenRequests();
  private int lastStatement;
  private int lastPreparation;
  private boolean skipping;
  private int part = 1;
  private long rows;
  private long unreportedRows;
  private long unreportedBytes;
  private boolean copyInOpen;
  private boolean copyOutOpen;
  private int copyStatement;
  private int ignoredSyncs;
  private boolean errorOutOfTurn;
  private TransactionState state;

  StatementLedger(RelayTap tap, TransactionState state) {
    this.tap = tap;
    this.state = state;
  }

  /** How many requests wait for an answer. */
  int openRequests() {
    return open.size();
  }

  // What the client sends.

  void onClientRequest(RequestStep step) throws ProtocolViolation {
    requireNoCopyIn();
    if (!skipping) {
      open.add(step, 0);
    }
  }

  /** The client gives a text a name. */
  void onParse(String name, List<Integer> parameterTypes, Content text) throws ProtocolViolation {
    requireNoCopyIn();
    int preparation = ++lastPreparation;
    tap.append(new DatabaseEvent.StatementPrepared(name, parameterTypes, text));
    if (skipping) {
      tap.append(new DatabaseEvent.PreparationFailed(preparation));
    } else {
      open.add(RequestStep.PARSE, preparation);
    }
  }

  void onQuery(Content text) throws ProtocolViolation {
    start(RequestStep.QUERY, StatementForm.SIMPLE_QUERY, "", text);
  }

  void onExecute(String portal) throws ProtocolViolation {
    start(RequestStep.EXECUTE, StatementForm.PORTAL, portal, NOTHING);
  }

  void onFunctionCall(Content call) throws ProtocolViolation {
    start(RequestStep.FUNCTION_CALL, StatementForm.FUNCTION_CALL, "", call);
  }

  void onSync() {
    if (copyInOpen) {
      // The target ignores it for the sake of clients that did not notice that they are copying.
      ignoredSyncs++;
    } else {
      skipping = false;
      open.add(RequestStep.SYNC, 0);
    }
  }

  void onCopyInput(Content data) throws ProtocolViolation {
    tap.append(new DatabaseEvent.CopyInput(copyInStatement(), data));
  }

  /**
   * The client has no more data.
   *
   * @param failure why it gave up, or empty
   */
  void onCopyInputEnd(String failure) throws ProtocolViolation {
    tap.append(new DatabaseEvent.CopyInputEnded(copyInStatement(), failure));
    copyInOpen = false;
  }

  private void start(RequestStep step, StatementForm form, String portal, Content content)
      throws ProtocolViolation {
    requireNoCopyIn();
    int statement = ++lastStatement;
    tap.append(new DatabaseEvent.StatementStarted(statement, form, portal, content));
    if (skipping) {
      skip(statement);
    } else {
      open.add(step, statement);
    }
  }

  /** Data may still arrive when the COPY has failed already; the target ignores it. */
  private int copyInStatement() throws ProtocolViolation {
    if (lastStatement == 0) {
      throw new ProtocolViolation("COPY data without a statement");
    }
    return copyInOpen ? copyStatement : lastStatement;
  }

  private void requireNoCopyIn() throws ProtocolViolation {
    if (copyInOpen) {
      throw new ProtocolViolation("a request in the middle of COPY data");
    }
  }

  // What the target answers.

  /** ParseComplete, BindComplete or CloseComplete. */
  void onStepDone(RequestStep step) throws ProtocolViolation {
    if (open.isEmpty() || open.step() != step) {
      throw new ProtocolViolation("an answer to a " + step + " that was not asked");
    }
    open.remove();
  }

  /** RowDescription or NoData: ends the answer to a Describe, and begins one to a query. */
  void onDescription() throws ProtocolViolation {
    if (!open.isEmpty() && open.step() == RequestStep.DESCRIBE) {
      open.remove();
    } else {
      requireStatement("a description of rows");
    }
  }

  void onParameterDescription() throws ProtocolViolation {
    if (open.isEmpty() || open.step() != RequestStep.DESCRIBE) {
      throw new ProtocolViolation("a description of parameters that was not asked for");
    }
  }

  void onRow(long bytes) throws ProtocolViolation {
    requireStatement("a row");
    rows++;
    unreportedRows++;
    unreportedBytes += bytes;
  }

  void onCopyOutput(long bytes) throws ProtocolViolation {
    if (!copyOutOpen) {
      throw new ProtocolViolation("COPY data without a COPY");
    }
    unreportedBytes += bytes;
  }

  /** More of a row or of COPY data. */
  void onMoreResult(long bytes) {
    unreportedBytes += bytes;
  }

  void onCommandComplete(String tag) throws ProtocolViolation {
    requireStatement("the end of a command");
    ignoredSyncs = 0;
    endPart(StatementOutcome.COMPLETED, tag);
  }

  void onEmptyQuery() throws ProtocolViolation {
    requireStatement("the end of an empty query");
    endPart(StatementOutcome.EMPTY, "");
  }

  void onPortalSuspended() throws ProtocolViolation {
    requireStatement("a suspended portal");
    endPart(StatementOutcome.SUSPENDED, "");
  }

  void onFunctionResult() throws ProtocolViolation {
    if (open.isEmpty() || open.step() != RequestStep.FUNCTION_CALL) {
      throw new ProtocolViolation("the result of a function that was not called");
    }
    endPart(StatementOutcome.COMPLETED, "");
  }

  /**
   * The target wants COPY data.
   *
   * @return false if the client has already sent something else than a Sync after it
   */
  boolean onCopyIn() throws ProtocolViolation {
    requireStatement("the beginning of a COPY");
    copyInOpen = true;
    copyStatement = open.number();
    int behind = open.removeSyncsBehindFirst();
    ignoredSyncs += behind;
    return open.size() == 1;
  }

  void onCopyOut() throws ProtocolViolation {
    requireStatement("the beginning of a COPY");
    copyOutOpen = true;
  }

  void onCopyOutputDone() throws ProtocolViolation {
    if (!copyOutOpen) {
      throw new ProtocolViolation("the end of COPY data without a COPY");
    }
    copyOutOpen = false;
  }

  void onError(Diagnostics diagnostics) {
    reportResult();
    copyInOpen = false;
    copyOutOpen = false;
    if (open.isEmpty()) {
      errorOutOfTurn = true;
      recordError(diagnostics);
      return;
    }
    switch (open.step()) {
      case QUERY, FUNCTION_CALL -> fail(open.number(), diagnostics);
      // What is committed at a Sync may fail there.
      case SYNC -> recordError(diagnostics);
      case PARSE, BIND, DESCRIBE, CLOSE, EXECUTE -> failUpToSync(diagnostics);
    }
  }

  /** The target waits for the next request. */
  void onReadyForQuery(TransactionState newState) throws ProtocolViolation {
    reportResult();
    boolean answered =
        !open.isEmpty()
            && switch (open.step()) {
              case QUERY, FUNCTION_CALL, SYNC -> true;
              case PARSE, BIND, DESCRIBE, CLOSE, EXECUTE -> false;
            };
    if (answered) {
      open.remove();
    } else if (open.isEmpty() && (ignoredSyncs > 0 || errorOutOfTurn)) {
      skipping = false;
    } else {
      throw new ProtocolViolation("ready for a query when none had ended");
    }
    ignoredSyncs = 0;
    errorOutOfTurn = false;
    copyInOpen = false;
    copyOutOpen = false;
    part = 1;
    rows = 0;
    if (newState != state) {
      state = newState;
      tap.append(new DatabaseEvent.TransactionChanged(status(newState)));
    }
  }

  void onNotice(Diagnostics diagnostics) {
    recordError(diagnostics);
  }

  /** Records what of a result has passed since the last time. */
  void reportResult() {
    if (unreportedBytes > 0) {
      tap.append(
          new DatabaseEvent.ResultReturned(
              open.isEmpty() ? lastStatement : open.number(),
              unreportedRows,
              new Content.Withheld(WithheldReason.POLICY, unreportedBytes)));
      unreportedRows = 0;
      unreportedBytes = 0;
    }
  }

  private void endPart(StatementOutcome outcome, String tag) {
    reportResult();
    tap.append(new DatabaseEvent.StatementEnded(open.number(), part, outcome, tag, rows, "", ""));
    nextPart();
    if (open.step() == RequestStep.EXECUTE) {
      open.remove();
      part = 1;
    }
  }

  private void fail(int statement, Diagnostics diagnostics) {
    tap.append(
        new DatabaseEvent.StatementEnded(
            statement,
            part,
            StatementOutcome.FAILED,
            diagnostics.severity(),
            rows,
            diagnostics.sqlState(),
            diagnostics.message()));
    nextPart();
  }

  /**
   * The first statement up to the next Sync is the one that failed: it was to be executed, or what
   * failed was its Parse or Bind. Those behind it are skipped.
   */
  private void failUpToSync(Diagnostics diagnostics) {
    boolean told = false;
    while (!open.isEmpty() && open.step() != RequestStep.SYNC) {
      RequestStep step = open.step();
      int number = open.number();
      open.remove();
      switch (step) {
        case PARSE -> tap.append(new DatabaseEvent.PreparationFailed(number));
        case EXECUTE, QUERY, FUNCTION_CALL -> {
          if (told) {
            skip(number);
          } else {
            fail(number, diagnostics);
            told = true;
          }
        }
        case BIND, DESCRIBE, CLOSE, SYNC -> {}
      }
    }
    part = 1;
    rows = 0;
    skipping = open.isEmpty();
    if (!told) {
      recordError(diagnostics);
    }
  }

  private void skip(int statement) {
    tap.append(
        new DatabaseEvent.StatementEnded(statement, 1, StatementOutcome.SKIPPED, "", 0, "", ""));
  }

  private void nextPart() {
    part++;
    rows = 0;
  }

  private void recordError(Diagnostics diagnostics) {
    tap.append(
        new DatabaseEvent.NoticeReceived(
            diagnostics.severity(), diagnostics.sqlState(), diagnostics.message()));
  }

  private void requireStatement(String what) throws ProtocolViolation {
    if (open.isEmpty()
        || (open.step() != RequestStep.QUERY && open.step() != RequestStep.EXECUTE)) {
      throw new ProtocolViolation(what + " when nothing was executed");
    }
  }

  private static TransactionStatus status(TransactionState state) {
    return switch (state) {
      case IDLE -> TransactionStatus.IDLE;
      case IN_TRANSACTION -> TransactionStatus.IN_TRANSACTION;
      case FAILED -> TransactionStatus.FAILED;
    };
  }
}
