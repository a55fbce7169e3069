package dev.gatescribe.identity.oidc;

import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A document of an issuer that is fetched when it is needed and then kept for a while. Whoever
 * sends tokens with made-up keys cannot make us ask more often than the interval allows.
 */
final class RemoteDocument<T> {
  /** An issuer's keys change by the day; those that it withdrew count no longer than this. */
  static final Duration KEPT = Duration.ofMinutes(10);

  /** While an issuer is away, what is known goes on counting for so long. */
  static final Duration KEPT_AT_MOST = Duration.ofHours(1);

  /** Between two attempts, whatever the reason for the second. */
  static final Duration ATTEMPT_INTERVAL = Duration.ofSeconds(10);

  /** Asks the issuer. */
  interface Fetch<T> {
    T fetch() throws IOException, SignInException;
  }

  private final Fetch<T> fetch;
  private final InstantSource clock;
  // Not a monitor: who holds it waits for the network.
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable T value;
  private Instant fetchedAt = Instant.MIN;
  private Instant attemptedAt = Instant.MIN;
  private @Nullable String failure;

  RemoteDocument(Fetch<T> fetch, InstantSource clock) {
    this.fetch = fetch;
    this.clock = clock;
  }

  /**
   * The document, no older than it may be.
   *
   * @throws SignInException {@link SignInRefusal#ISSUER_UNAVAILABLE} if there is none
   */
  T current() throws SignInException {
    lock.lock();
    try {
      Instant now = clock.instant();
      T known = value;
      if (known != null && now.isBefore(fetchedAt.plus(KEPT))) {
        return known;
      }
      tryToFetch(now);
      known = value;
      if (known == null || !now.isBefore(fetchedAt.plus(KEPT_AT_MOST))) {
        throw new SignInException(
            SignInRefusal.ISSUER_UNAVAILABLE, failure == null ? "not fetched yet" : failure);
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /** Fetches it anew because something is missing in it, unless that was done a moment ago. */
  T refreshed() throws SignInException {
    lock.lock();
    try {
      tryToFetch(clock.instant());
    } finally {
      lock.unlock();
    }
    return current();
  }

  private void tryToFetch(Instant now) {
    if (attemptedAt.isAfter(Instant.MIN) && now.isBefore(attemptedAt.plus(ATTEMPT_INTERVAL))) {
      return;
    }
    attemptedAt = now;
    try {
      value = fetch.fetch();
      fetchedAt = now;
      failure = null;
    } catch (IOException | SignInException e) {
      failure = String.valueOf(e.getMessage());
    }
  }
}
