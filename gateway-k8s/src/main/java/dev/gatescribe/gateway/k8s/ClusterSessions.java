package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.Principal;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * The sessions that live. Requests of the same key that arrive together share the opening of one
 * session.
 */
final class ClusterSessions {

  /**
   * What makes requests belong together.
   *
   * @param tokenDigest SHA-256 of the token, so that the secret itself is no key
   */
  record Key(
      Principal principal, String tokenDigest, String target, String login, InetAddress client) {
    static Key of(
        Principal principal, AccessToken token, String target, String login, InetAddress client) {
      try {
        byte[] digest =
            MessageDigest.getInstance("SHA-256")
                .digest(token.text().getBytes(StandardCharsets.UTF_8));
        return new Key(principal, HexFormat.of().formatHex(digest), target, login, client);
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every JDK has SHA-256", impossible);
      }
    }
  }

  /** Opens a session, or says why not. */
  @FunctionalInterface
  interface Opener {
    SessionOpening.Outcome open() throws InterruptedException;
  }

  private final ConcurrentHashMap<Key, CompletableFuture<SessionOpening.Outcome>> sessions =
      new ConcurrentHashMap<>();
  private final Set<ClusterSession> unfinished = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** The session of this key, opened now if there is none. Waits. */
  SessionOpening.Outcome sessionFor(Key key, Opener opening) throws InterruptedException {
    CompletableFuture<SessionOpening.Outcome> ours = new CompletableFuture<>();
    CompletableFuture<SessionOpening.Outcome> known = sessions.putIfAbsent(key, ours);
    if (known != null) {
      return await(known);
    }
    try {
      SessionOpening.Outcome outcome = opening.open();
      switch (outcome) {
        case SessionOpening.Outcome.Opened(ClusterSession session) -> keep(key, ours, session);
        case SessionOpening.Outcome.NotOpened _ -> sessions.remove(key, ours);
      }
      ours.complete(outcome);
      return outcome;
    } finally {
      if (!ours.isDone()) {
        sessions.remove(key, ours);
        ours.completeExceptionally(new IllegalStateException("the session could not be opened"));
      }
    }
  }

  private void keep(
      Key key, CompletableFuture<SessionOpening.Outcome> entry, ClusterSession session) {
    unfinished.add(session);
    var _ = session.ending().thenRun(() -> sessions.remove(key, entry));
    var _ = session.ended().thenRun(() -> unfinished.remove(session));
  }

  /** From now on nothing is opened. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** The sessions whose recordings are not finished. */
  List<ClusterSession> unfinished() {
    return List.copyOf(unfinished);
  }

  private static SessionOpening.Outcome await(CompletableFuture<SessionOpening.Outcome> known)
      throws InterruptedException {
    try {
      return known.get();
    } catch (ExecutionException failure) {
      throw new IllegalStateException("the session could not be opened", failure);
    }
  }
}
