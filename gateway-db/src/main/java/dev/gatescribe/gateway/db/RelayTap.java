package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.Tap;
import dev.gatescribe.session.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The tap of a session, as its relays use it.
 *
 * <p>A relay appends what a piece of its stream holds, then takes the pending acceptance: none
 * means that all of it may be forwarded now, otherwise when it completes. Relays of one session
 * share an event loop, so nothing appended by one is ever taken by the other.
 */
final class RelayTap {
  private final Tap tap;
  private List<CompletableFuture<Void>> pending = new ArrayList<>();

  RelayTap(Tap tap) {
    this.tap = tap;
  }

  /** Records an event. For the session's event loop. */
  void append(Event event) {
    CompletableFuture<Void> accepted = tap.accept(event);
    if (!Tap.isAccepted(accepted)) {
      pending.add(accepted);
    }
  }

  /** When all that was appended since the last call is accepted; null if it is already. */
  @Nullable CompletableFuture<Void> takePending() {
    if (pending.isEmpty()) {
      return null;
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new));
    pending = new ArrayList<>();
    return all;
  }
}
