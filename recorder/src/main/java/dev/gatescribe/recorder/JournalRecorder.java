package dev.gatescribe.recorder;

import dev.gatescribe.recorder.coverage.JournalledSessions;
import dev.gatescribe.recorder.journal.Journal;
import dev.gatescribe.recorder.journal.JournalSettings;
import dev.gatescribe.recorder.ship.Shipment;
import dev.gatescribe.recorder.ship.Shipper;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.LiveFeed;
import dev.gatescribe.session.Recorder;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The recorder of one gateway process. At its start it finishes what the process before it left in
 * the journal; then it opens recordings, keeps the audit log, and knows what is live.
 */
public final class JournalRecorder
    implements Recorder, LiveFeed, JournalledSessions, AutoCloseable {
  /** The writer's epoch. One process owns its recordings from beginning to end. */
  static final long FIRST_EPOCH = 1;

  private static final Duration SEGMENT_AGE_CHECK = Duration.ofMillis(250);

  /**
   * How long live sessions outlive a journal that takes nothing more. Some room may be left that
   * was prepared before the disk was full; but within five seconds they have to be told.
   */
  private static final Duration JOURNAL_FAILURE_PATIENCE = Duration.ofSeconds(2);

  private static final Logger LOG = System.getLogger(JournalRecorder.class.getName());

  private final Journal journal;
  private final OpenRecordings openRecordings;
  private final Shipper shipper;
  private final RecorderSettings settings;
  private final Clock clock;
  private final WaitingBytes waitingBytes = new WaitingBytes(WaitingBytes.DEFAULT_MAX);
  private final Map<RecordingId, JournalRecording> live = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("segment-timer").factory());
  private final ScheduledFuture<?> ageCheck;
  private @Nullable Long journalFailedAt;
  private final long startedNanos = System.nanoTime();
  private final Recovery recovery;
  private final List<RecordingId> recovered;
  private final JournaledAuditLog auditLog;
  private volatile Consumer<RecordingId> whenSealed = sealed -> {};

  private JournalRecorder(
      Journal journal,
      OpenRecordings openRecordings,
      Shipper shipper,
      RecorderSettings settings,
      Clock clock,
      Recovery recovery,
      List<RecordingId> recovered)
      throws RecordingException {
    this.journal = journal;
    this.openRecordings = openRecordings;
    this.shipper = shipper;
    this.settings = settings;
    this.clock = clock;
    this.recovery = recovery;
    this.recovered = recovered;
    this.auditLog = new JournaledAuditLog(this::openAudit, clock);
    this.ageCheck =
        timer.scheduleWithFixedDelay(
            this::lookAfterRecordings,
            SEGMENT_AGE_CHECK.toMillis(),
            SEGMENT_AGE_CHECK.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /**
   * Opens the journal, sees to what an earlier process left there, and starts to record.
   *
   * @throws IOException if the journal cannot be used
   * @throws RecordingException if the audit log cannot be opened
   */
  public static JournalRecorder start(
      JournalSettings journalSettings,
      RecorderSettings settings,
      ObjectStore store,
      SigningKey signingKey,
      Clock clock)
      throws IOException, RecordingException {
    OpenRecordings openRecordings = OpenRecordings.beside(journalSettings.directory());
    Recovery recovery = new Recovery(store, openRecordings);
    Journal journal = Journal.open(journalSettings, recovery::visit);
    boolean started = false;
    try {
      Shipper shipper = new Shipper(journal, store, signingKey, settings.software());
      List<RecordingId> recovered = recovery.finish(journal, shipper);
      JournalRecorder recorder =
          new JournalRecorder(
              journal, openRecordings, shipper, settings, clock, recovery, recovered);
      started = true;
      return recorder;
    } finally {
      if (!started) {
        journal.close();
      }
    }
  }

  @Override
  public Recording open(SessionDescription description, Durability durability)
      throws RecordingException {
    IOException failure = journal.failure();
    if (failure != null) {
      throw new RecordingException(
          "the journal takes no new session: " + failure.getMessage(), failure);
    }
    JournalRecording recording = create(RecordingKind.SESSION, description, durability);
    try {
      awaitAccepted(recording.append(new Event.SessionStarted(description)));
    } catch (RecordingException e) {
      openRecordings.remove(RecordingKind.SESSION, description.id());
      throw e;
    }
    live.put(description.id(), recording);
    return recording;
  }

  public AuditLog auditLog() {
    return auditLog;
  }

  /** The recording that the audit log is written to now. */
  public LiveFeed.LiveRecording auditRecording() {
    return auditLog.current();
  }

  /** The sessions that the process before this one could not finish, and that are sealed now. */
  public List<RecordingId> recovered() {
    return recovered;
  }

  /** Whether recordings of an earlier process wait for the object store. */
  public boolean recoversLater() {
    return recovery.hasLeft();
  }

  /**
   * Goes on with the recordings that wait, as far as the store can be reached now.
   *
   * @return those that are sealed as truncated
   */
  public synchronized List<RecordingId> recoverLater() {
    return recovery.finishLeft(journal, shipper);
  }

  @Override
  public List<LiveRecording> recordings() {
    return live.values().stream()
        .sorted(Comparator.comparing(JournalRecording::id).reversed())
        .map(LiveRecording.class::cast)
        .toList();
  }

  @Override
  public Optional<LiveRecording> recording(RecordingId id) {
    return Optional.ofNullable(live.get(id));
  }

  /**
   * Tells of each session's recording that is sealed from now on. The listener must not wait; what
   * was recovered from an earlier process is told by {@link #recovered} and {@link #recoverLater}.
   */
  public void whenSealed(Consumer<RecordingId> listener) {
    whenSealed = listener;
  }

  @Override
  public Map<RecordingId, RecordingKind> unsealed() throws IOException {
    return openRecordings.leftBehind();
  }

  @Override
  public boolean isRecording(RecordingId session) {
    JournalRecording recording = live.get(session);
    return recording != null && !recording.hasEnded();
  }

  /** Figures for the operator. */
  public RecorderFigures figures() {
    return new RecorderFigures(
        live.size(),
        journal.backlogBytes(),
        waitingBytes.inUse(),
        shipper.storeFailures(),
        oldestUnsent());
  }

  /** What an earlier process left waits since this one began, as far as anybody knows. */
  private Duration oldestUnsent() {
    Duration unsent = shipper.eldestUnsent();
    Duration left = Duration.ofNanos(System.nanoTime() - startedNanos);
    return recoversLater() && left.compareTo(unsent) > 0 ? left : unsent;
  }

  /**
   * Says who is told how many nanoseconds each flush of the journal took; on the thread that
   * flushes for all, so it has to be short.
   */
  public void whenFlushed(LongConsumer nanos) {
    journal.whenFlushed(nanos);
  }

  /** Whether recordings can be opened now; the message says why not. */
  public Optional<String> failure() {
    IOException failure = journal.failure();
    return Optional.ofNullable(failure).map(IOException::getMessage);
  }

  /**
   * Ends what is live, stores what is left, and lets go of the journal. What cannot be stored in
   * time is finished at the next start.
   */
  public void stop(Duration grace) throws IOException {
    ageCheck.cancel(false);
    timer.shutdown();
    Instant deadline = Instant.now().plus(grace);
    try {
      endAll().get(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.log(Level.WARNING, "not everything could be stored; the journal keeps it", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Duration left = Duration.between(Instant.now(), deadline);
    shipper.stop(left.isNegative() ? Duration.ZERO : left);
    journal.close();
  }

  /** Completes when everything is sealed. */
  private CompletableFuture<Void> endAll() {
    List<JournalRecording> unfinished = List.copyOf(live.values());
    unfinished.forEach(recording -> recording.end(EndReason.GATEWAY_STOPPED, ""));
    return CompletableFuture.allOf(
        Stream.concat(
                unfinished.stream().map(recording -> recording.shipment().sealed()),
                Stream.of(auditLog.seal()))
            .toArray(CompletableFuture<?>[]::new));
  }

  @Override
  public void close() throws IOException {
    stop(Duration.ofSeconds(10));
  }

  private JournalRecording openAudit(SessionDescription description) throws RecordingException {
    return create(RecordingKind.AUDIT, description, settings.auditDurability());
  }

  private JournalRecording create(
      RecordingKind kind, SessionDescription description, Durability durability)
      throws RecordingException {
    RecordingId id = description.id();
    try {
      openRecordings.add(kind, id, durability);
    } catch (IOException e) {
      throw new RecordingException("the recording could not be noted as open", e);
    }
    Shipment shipment =
        new Shipment(
            kind,
            id,
            FIRST_EPOCH,
            kind == RecordingKind.SESSION ? description : null,
            description.startedAt(),
            watcher(kind, id));
    return new JournalRecording(
        journal, shipper, shipment, settings, waitingBytes, clock, description, durability);
  }

  private Shipment.Watcher watcher(RecordingKind kind, RecordingId id) {
    return new Shipment.Watcher() {
      @Override
      public void sealed() {
        openRecordings.remove(kind, id);
        live.remove(id);
        if (kind == RecordingKind.SESSION) {
          whenSealed.accept(id);
        }
      }

      @Override
      public void givenUp() {
        live.remove(id);
      }
    };
  }

  private void lookAfterRecordings() {
    try {
      live.values().forEach(JournalRecording::closeOldSegment);
      auditLog.closeOldSegment();
      endWhatCannotBeRecorded();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "open segments could not be closed", e); // A timer ends with a throw.
    }
  }

  /** Sessions that say nothing hear of a broken journal too. */
  private void endWhatCannotBeRecorded() {
    IOException failure = journal.failure();
    if (failure == null) {
      journalFailedAt = null;
      return;
    }
    Long since = journalFailedAt;
    if (since == null) {
      journalFailedAt = System.nanoTime();
    } else if (System.nanoTime() - since > JOURNAL_FAILURE_PATIENCE.toNanos()) {
      live.values().forEach(recording -> recording.onJournalFailure(failure));
    }
  }

  /** Waits until an event is in the journal. */
  static void awaitAccepted(CompletableFuture<Void> accepted) throws RecordingException {
    try {
      accepted.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RecordingException cause
          ? cause
          : new RecordingException("the event could not be recorded", e);
    }
  }
}
