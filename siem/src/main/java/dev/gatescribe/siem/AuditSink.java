package dev.gatescribe.siem;

import java.io.IOException;
import java.util.List;

/** Where audit events go. Used by one thread. */
interface AuditSink extends AutoCloseable {

  /**
   * Hands events over, in their order, and returns when the other side has them as surely as it can
   * say.
   *
   * @throws IOException if it may not have all of them; all are handed over again later
   */
  void deliver(List<AuditEntry> entries) throws IOException, InterruptedException;

  /** Lets go of what it holds; may be called while it delivers, which then fails. */
  @Override
  void close();
}
