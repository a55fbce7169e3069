package dev.gatescribe.cli.reconcile;

import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of the SSH and database sessions of some time, from their recordings. The
 * connection is among a session's first events, so that no more than the first segment is read.
 */
public final class RecordedConnections {
  /** Recordings are asked for in pages. */
  private static final int PAGE = 1_000;

  /** The parameters of a database session stand before its connection; there are a few dozen. */
  private static final int EVENTS_MAX = 1_000;

  /** With these a session has ended before the target let it in. */
  private static final Set<EndReason> BEFORE_LOGIN =
      EnumSet.of(
          EndReason.TARGET_UNREACHABLE,
          EndReason.TARGET_HOST_KEY_MISMATCH,
          EndReason.TARGET_CERTIFICATE_REJECTED,
          EndReason.TARGET_AUTHENTICATION_FAILED,
          EndReason.PROOF_REJECTED);

  private final List<SessionConnection> connections = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private int sessions;
  private int withoutConnection;

  private RecordedConnections() {}

  /**
   * Reads the recordings.
   *
   * @param from sessions that were asked for before are left out
   * @param to sessions that were asked for later are left out
   * @param target only sessions on this target; null for all
   */
  public static RecordedConnections read(
      RecordingCatalog catalog, Instant from, Instant to, @Nullable String target)
      throws IOException {
    RecordedConnections read = new RecordedConnections();
    RecordingId before = null;
    List<RecordingId> page;
    do {
      page = catalog.ids(PAGE, before);
      for (RecordingId id : page) {
        if (id.createdAt().isBefore(from.truncatedTo(ChronoUnit.MILLIS))) {
          return read;
        }
        if (!id.createdAt().isAfter(to)) {
          read.add(catalog, id, target);
        }
        before = id;
      }
    } while (page.size() == PAGE);
    return read;
  }

  private void add(RecordingCatalog catalog, RecordingId id, @Nullable String target)
      throws IOException {
    try {
      add(catalog.open(id), target);
    } catch (DamagedRecordingException damaged) {
      unreadable.add(id + ": " + damaged.getMessage());
    } catch (UncheckedIOException failure) {
      if (!(failure.getCause() instanceof DamagedRecordingException damaged)) {
        throw failure;
      }
      unreadable.add(id + ": " + damaged.getMessage());
    } catch (RecordingNotFoundException gone) {
      unreadable.add(id + ": it was removed meanwhile");
    }
  }

  private void add(RecordingReader reader, @Nullable String target) throws IOException {
    Iterator<TimedEvent> events = reader.eventsFrom(0);
    if (!events.hasNext()
        || !(events.next().event() instanceof Event.SessionStarted(var description))) {
      unreadable.add(reader.id() + ": nothing of it is stored yet");
      return;
    }
    boolean wanted = target == null || target.equals(description.target());
    if (!wanted || !hasLogins(description.protocol())) {
      return;
    }
    sessions++;
    Optional<SessionConnection> connection = connection(reader, description, events);
    connection.ifPresentOrElse(connections::add, () -> withoutConnection++);
  }

  private static boolean hasLogins(Protocol protocol) {
    return switch (protocol) {
      case SSH, POSTGRESQL -> true;
      case KUBERNETES, WEB -> false;
    };
  }

  private static Optional<SessionConnection> connection(
      RecordingReader reader, SessionDescription description, Iterator<TimedEvent> events)
      throws IOException {
    for (int count = 0; count < EVENTS_MAX && events.hasNext(); count++) {
      TimedEvent timed = events.next();
      if (timed.event() instanceof Event.TargetConnected(var address, var port, _, _)) {
        return Optional.of(
            new SessionConnection(
                reader.id(),
                description.protocol(),
                description.principal(),
                description.target(),
                description.login(),
                description.startedAt().plus(timed.offsetMicros(), ChronoUnit.MICROS),
                SourceAddress.normal(address),
                port,
                isLoggedIn(reader.manifest())));
      }
    }
    return Optional.empty();
  }

  /** One that is not sealed yet goes on, so it got in. */
  private static boolean isLoggedIn(@Nullable Manifest manifest) {
    return manifest == null
        || BEFORE_LOGIN.stream().noneMatch(reason -> reason.code().equals(manifest.endReason()));
  }

  /** All connections, in no particular order. */
  public List<SessionConnection> connections() {
    return List.copyOf(connections);
  }

  /** How many sessions were looked at. */
  public int sessions() {
    return sessions;
  }

  /** How many of them never reached their target, or were recorded before this was recorded. */
  public int withoutConnection() {
    return withoutConnection;
  }

  /** Sessions of which nothing can be said, and why, a line each. */
  public List<String> unreadable() {
    return List.copyOf(unreadable);
  }
}
