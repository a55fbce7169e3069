package dev.gatescribe.gateway.ssh;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps the answers to a client's channel requests in the order of the requests, whoever gives
 * them: SSH's answers carry no number (RFC 4254, section 5.4).
 */
final class ReplyLedger {

  /** Unanswered requests that a client may have; it overruns this only on purpose. */
  static final int UNANSWERED_MAX = 1_024;

  /** Where answers go. */
  interface Replies {
    void reply(boolean success) throws IOException;
  }

  /** One request's place in the order. */
  static final class Entry {
    private final Runnable onFailure;
    private boolean settled;
    private boolean success;

    private Entry(Runnable onFailure) {
      this.onFailure = onFailure;
    }
  }

  private final Replies replies;
  private final Deque<Entry> order = new ArrayDeque<>();
  private final Deque<Entry> awaitingTarget = new ArrayDeque<>();

  ReplyLedger(Replies replies) {
    this.replies = replies;
  }

  /**
   * The next request is answered by the target.
   *
   * @param onFailure runs when the target answers that it did not do it
   */
  synchronized void awaitTarget(Runnable onFailure) {
    awaitingTarget.add(place(onFailure));
  }

  /** The next request is answered by the gateway, with {@link #settle}. */
  synchronized Entry awaitGateway() {
    return place(() -> {});
  }

  /** The gateway's answer. */
  synchronized void settle(Entry entry, boolean success) throws IOException {
    entry.settled = true;
    entry.success = success;
    send();
  }

  /** The target's answer to its oldest request. One that nobody asked for is dropped. */
  synchronized void onTargetReply(boolean success) throws IOException {
    Entry entry = awaitingTarget.poll();
    if (entry != null) {
      if (!success) {
        entry.onFailure.run();
      }
      settle(entry, success);
    }
  }

  synchronized boolean isOverrun() {
    return order.size() > UNANSWERED_MAX;
  }

  private Entry place(Runnable onFailure) {
    Entry entry = new Entry(onFailure);
    order.add(entry);
    return entry;
  }

  private void send() throws IOException {
    for (Entry head = order.peek(); head != null && head.settled; head = order.peek()) {
      order.remove();
      replies.reply(head.success);
    }
  }
}
