package dev.gatescribe.recorder.ship;

import dev.gatescribe.recorder.journal.RecordList;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.SegmentHeader;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One recording on its way to the object store: the closed segments that are not stored yet, and
 * what the manifest will say of those that are.
 *
 * <p>Closed segments are added by the recording's writer; everything else is the shipper's, which
 * works on one shipment with one thread at a time.
 */
public final class Shipment {
  private final RecordingKind kind;
  private final RecordingId id;
  private final long epoch;
  private final @Nullable SessionDescription description;
  private final Instant startedAt;
  private final Watcher watcher;
  private final Deque<Closed> closed = new ArrayDeque<>();
  private final List<Manifest.Segment> stored = new ArrayList<>();
  private final CompletableFuture<Void> sealed = new CompletableFuture<>();
  private String previousSha256 = SegmentHeader.NO_PREDECESSOR;
  private long plainBytes;
  private @Nullable Ending ending;
  private volatile @Nullable IOException failure;
  private boolean scheduled;
  private int failures;

  /** A segment that is not stored yet. */
  private record Closed(RecordList records, long sinceNanos) {}

  /**
   * @param description null for the audit log
   * @param watcher is told when nothing more will happen
   */
  public Shipment(
      RecordingKind kind,
      RecordingId id,
      long epoch,
      @Nullable SessionDescription description,
      Instant startedAt,
      Watcher watcher) {
    this.watcher = watcher;
    this.kind = kind;
    this.id = id;
    this.epoch = epoch;
    this.description = description;
    this.startedAt = startedAt;
  }

  public RecordingKind kind() {
    return kind;
  }

  public RecordingId id() {
    return id;
  }

  public long epoch() {
    return epoch;
  }

  /** Completes when the manifest is stored; fails when the recording is ended and given up. */
  public CompletableFuture<Void> sealed() {
    return sealed;
  }

  /** Counts a segment as stored: after storing it, or because recovery found it in the store. */
  public void addStored(Manifest.Segment segment, long plainLength) {
    stored.add(segment);
    previousSha256 = segment.sha256();
    plainBytes += plainLength;
  }

  /** The closed segments that are not stored yet, oldest first, each holding the journal. */
  public synchronized List<RecordList> retainedClosed() {
    return closed.stream().map(segment -> segment.records().retainedCopy()).toList();
  }

  synchronized void addClosed(RecordList records) {
    closed.add(new Closed(records, System.nanoTime()));
  }

  synchronized void end(Ending how) {
    ending = how;
    tellIfGivenUp();
  }

  /** Nothing was accepted, so there is nothing to store. */
  public void drop() {
    markSealed();
  }

  /** Says that storing cannot succeed. The journal keeps the records until the next start. */
  synchronized void giveUp(IOException why) {
    failure = why;
    tellIfGivenUp();
  }

  /** Why storing was given up; null if it was not. */
  public @Nullable IOException failure() {
    return failure;
  }

  private void tellIfGivenUp() {
    IOException why = failure;
    if (why != null && ending != null && !sealed.isDone()) {
      watcher.givenUp();
      sealed.completeExceptionally(why);
    }
  }

  synchronized @Nullable RecordList firstClosed() {
    Closed first = closed.peek();
    return first == null ? null : first.records();
  }

  /** How long the eldest closed segment waits to be stored; null if none does. */
  synchronized @Nullable Long waitingNanos() {
    Closed first = closed.peek();
    return first == null ? null : System.nanoTime() - first.sinceNanos();
  }

  /** The oldest closed segment is stored now; its records are returned for release. */
  synchronized RecordList removeFirstClosed() {
    return closed.remove().records();
  }

  synchronized @Nullable Ending ending() {
    return ending;
  }

  /** Claims the shipment for a worker; false if one has it already. */
  synchronized boolean schedule() {
    if (scheduled) {
      return false;
    }
    scheduled = true;
    return true;
  }

  /** Gives the shipment back if nothing is left to do now; otherwise it stays claimed. */
  synchronized boolean unscheduleIfIdle() {
    if (closed.isEmpty() && (ending == null || sealed.isDone())) {
      scheduled = false;
      return true;
    }
    return false;
  }

  void markSealed() {
    watcher.sealed();
    sealed.complete(null);
  }

  int nextSegment() {
    return stored.size();
  }

  String previousSha256() {
    return previousSha256;
  }

  int countFailure() {
    return ++failures;
  }

  void clearFailures() {
    failures = 0;
  }

  Manifest manifest(Ending how, String software) {
    long events = stored.stream().mapToLong(Manifest.Segment::events).sum();
    return new Manifest(
        kind,
        id,
        how.state(),
        epoch,
        description,
        startedAt,
        how.endedAt(),
        how.durationMicros(),
        how.endReason(),
        how.endDetail(),
        "system",
        how.clockDriftMicros(),
        software,
        events,
        plainBytes,
        stored);
  }

  /** Is told how a shipment ends, once. */
  public interface Watcher {

    /** The manifest is stored. */
    void sealed();

    /** The recording has ended, and cannot be stored before somebody has looked at the store. */
    void givenUp();
  }
}
