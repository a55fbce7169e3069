package dev.gatescribe.identity.signin;

import dev.gatescribe.identity.IdentitySettings.WebSessionBounds;
import dev.gatescribe.identity.IdentityUnavailableException;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import dev.gatescribe.identity.oidc.RelyingParty;
import dev.gatescribe.identity.store.OpenSession;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Asks issuers again about those who are signed in: what has changed counts from then on, and whom
 * an issuer knows no more is signed out. Forgets what is over.
 */
public final class SessionUpkeep implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SessionUpkeep.class.getName());

  /** How often it is looked which are due. A session is late by no more than this. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private static final Duration CLEAN_EVERY = Duration.ofMinutes(5);

  /** Asked about at the same time; more would be a burden for an issuer. */
  private static final int AT_ONCE = 16;

  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final BrowserSignIns signIns;
  private final InstantSource clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("web-sessions").unstarted(this::run);

  public SessionUpkeep(BrowserSignIns signIns, InstantSource clock) {
    this.signIns = signIns;
    this.clock = clock;
  }

  /** Begins, if there is an issuer to be asked. */
  public void start() {
    if (!signIns.settings().isEmpty()) {
      thread.start();
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      if (!thread.join(STOP_LIMIT)) {
        LOG.log(Level.DEBUG, "an issuer is still being asked; it is not waited for");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Instant cleaned = Instant.MIN;
    try {
      while (!stopped.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        signIns.audit().report();
        try {
          refreshDue();
          Instant now = clock.instant();
          if (now.isAfter(cleaned.plus(CLEAN_EVERY))) {
            WebSessionBounds bounds = signIns.settings().sessions();
            signIns.sessions().removeOver(now, bounds.refreshLimit());
            cleaned = now;
          }
        } catch (IdentityUnavailableException away) {
          // Its own watch tells of it. Sessions cannot be used meanwhile, so nobody gains by it.
          LOG.log(Level.DEBUG, "web sessions are not looked after: {0}", away.getMessage());
        } catch (RuntimeException e) {
          LOG.log(Level.ERROR, "web sessions could not be looked after", e);
        }
      }
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "nobody interrupts this thread", e);
    }
  }

  /** Asks about those whose turn it is; how many these were. */
  int refreshDue() throws IdentityUnavailableException {
    List<OpenSession> due =
        signIns
            .sessions()
            .takeDue(clock.instant(), signIns.settings().sessions().refreshInterval(), AT_ONCE);
    try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
      due.forEach(session -> together.execute(() -> refresh(session)));
    }
    return due.size();
  }

  private void refresh(OpenSession session) {
    String name = session.principal().name();
    Optional<RelyingParty> party = signIns.partyOf(session);
    Optional<String> token =
        signIns.opened(session).flatMap(BrowserSignIns.HeldTokens::refreshToken);
    try {
      if (party.isEmpty()) {
        signIns.sessions().withdraw(session);
        signIns.audit().ended(name, "issuer-gone", "the issuer is no longer configured");
      } else if (token.isPresent()) {
        RelyingParty.Tokens tokens =
            party.get().refresh(token.get(), session.principal().subject());
        signIns
            .sessions()
            .refreshed(session, tokens.person(), clock.instant(), signIns.sealed(tokens));
      }
    } catch (SignInException refused) {
      afterRefusal(session, refused);
    } catch (IdentityUnavailableException | RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "the issuer''s answer about {0} could not be kept: {1}",
          name,
          e.getMessage());
    }
  }

  /** An issuer that is away has said nothing; one that answers and does not vouch has. */
  private void afterRefusal(OpenSession session, SignInException refused) {
    String name = session.principal().name();
    boolean away =
        refused.refusal() == SignInRefusal.ISSUER_UNAVAILABLE
            || refused.refusal() == SignInRefusal.CLIENT_REFUSED;
    if (away) {
      LOG.log(
          Level.WARNING,
          "the issuer cannot be asked about {0}: {1}. The session goes on until what is known is"
              + " too old",
          name,
          refused.getMessage());
      return;
    }
    try {
      if (signIns.sessions().withdraw(session)) {
        signIns.audit().ended(name, refused.refusal().code(), "the issuer vouches no more");
      }
    } catch (IdentityUnavailableException e) {
      LOG.log(Level.WARNING, "the session of {0} could not be ended: {1}", name, e.getMessage());
    }
  }
}
