package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.db.wire.CancelSecret;
import dev.gatescribe.gateway.db.wire.StartupPacket.CancelRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows by which secret which session may be cancelled. The secrets are the gateway's own: what the
 * target gave is never shown to a client.
 */
final class CancelDesk {
  private static final Logger LOG = LoggerFactory.getLogger(CancelDesk.class);

  /**
   * Requests that one address may make in a second. Far more than people type, and so few that the
   * 32 bits of an old client's secret cannot be guessed.
   */
  static final int REQUESTS_PER_SECOND_MAX = 20;

  /** Addresses told apart in a second; what is beyond shares one count. */
  private static final int ADDRESSES_MAX = 1_024;

  private static final String OTHER_ADDRESSES = "other addresses";

  /** What opens the desk for one session. */
  record Ticket(int processId, CancelSecret secret) {}

  private final Clock clock;
  private final Map<Ticket, DatabaseSession> sessions = new ConcurrentHashMap<>();
  private final Map<String, Integer> requests = new HashMap<>();
  private long second;

  CancelDesk(Clock clock) {
    this.clock = clock;
  }

  /** A new secret for a session. */
  Ticket open(DatabaseSession session, int processId, int secretBytes) {
    while (true) {
      Ticket ticket = new Ticket(processId, CancelSecret.random(secretBytes));
      if (sessions.putIfAbsent(ticket, session) == null) {
        return ticket;
      }
    }
  }

  void close(Ticket ticket) {
    sessions.remove(ticket);
  }

  /** Does what is asked, if it may be asked; the client is told nothing either way. */
  CompletableFuture<Void> cancel(CancelRequest request, InetSocketAddress from) {
    if (!mayAsk(from.getAddress())) {
      LOG.info("too many cancel requests from {}", from.getAddress().getHostAddress());
      return CompletableFuture.completedFuture(null);
    }
    DatabaseSession session = sessions.get(new Ticket(request.processId(), request.secret()));
    if (session == null) {
      LOG.info("a cancel request from {} fits no session", from.getAddress().getHostAddress());
      return CompletableFuture.completedFuture(null);
    }
    return session.cancel(from);
  }

  private synchronized boolean mayAsk(InetAddress address) {
    long now = clock.instant().getEpochSecond();
    if (now != second) {
      second = now;
      requests.clear();
    }
    String name = address.getHostAddress();
    String key =
        requests.containsKey(name) || requests.size() < ADDRESSES_MAX ? name : OTHER_ADDRESSES;
    return requests.merge(key, 1, Integer::sum) <= REQUESTS_PER_SECOND_MAX;
  }
}
