package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recorder;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Keeps recordings in memory; may hold or refuse what a test says. */
final class FakeRecorder implements Recorder {
  private final List<FakeRecording> recordings = new CopyOnWriteArrayList<>();
  private volatile boolean unavailable;
  private volatile Predicate<Event> held = _ -> false;
  private volatile Predicate<Event> refused = _ -> false;

  void becomeUnavailable() {
    unavailable = true;
  }

  /** From now on these events stay unaccepted until {@link #release}. */
  void hold(Predicate<Event> events) {
    held = events;
  }

  /** From now on these events cannot be kept, nor anything after them. */
  void refuse(Predicate<Event> events) {
    refused = events;
  }

  /** Accepts what was held. */
  void release() {
    held = _ -> false;
    recordings.forEach(FakeRecording::release);
  }

  List<FakeRecording> recordings() {
    return recordings;
  }

  FakeRecording only() {
    if (recordings.size() != 1) {
      throw new AssertionError("want one recording, not " + recordings.size());
    }
    return recordings.getFirst();
  }

  @Override
  public Recording open(SessionDescription description, Durability durability)
      throws RecordingException {
    if (unavailable) {
      throw new RecordingException("the disk is full");
    }
    FakeRecording recording = new FakeRecording(description);
    recordings.add(recording);
    return recording;
  }

  /** One recording. Content is copied, as the port demands. */
  final class FakeRecording implements Recording {
    private final SessionDescription description;
    private final List<Event> events = new ArrayList<>();
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private final List<EndReason> ends = new CopyOnWriteArrayList<>();
    private final CompletableFuture<RecordingException> breakage = new CompletableFuture<>();
    private boolean broken;

    FakeRecording(SessionDescription description) {
      this.description = description;
    }

    SessionDescription description() {
      return description;
    }

    @Override
    public RecordingId id() {
      return description.id();
    }

    @Override
    public CompletableFuture<RecordingException> broken() {
      return breakage;
    }

    /** From now on nothing is recorded, also if nobody tries. */
    synchronized void breakNow() {
      broken = true;
      breakage.complete(new RecordingException("the disk is full"));
    }

    @Override
    public synchronized CompletableFuture<Void> append(Event event) {
      broken |= refused.test(event);
      if (broken || !ends.isEmpty()) {
        return CompletableFuture.failedFuture(new RecordingException("the disk is full"));
      }
      events.add(copy(event));
      if (held.test(event)) {
        CompletableFuture<Void> later = new CompletableFuture<>();
        waiting.add(later);
        return later;
      }
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void end(EndReason reason, String detail) {
      ends.add(reason);
    }

    synchronized List<Event> events() {
      return List.copyOf(events);
    }

    /** Every call of {@code end}. */
    List<EndReason> ends() {
      return ends;
    }

    synchronized int waiting() {
      return waiting.size();
    }

    synchronized void release() {
      waiting.forEach(later -> later.complete(null));
      waiting.clear();
    }

    <E extends Event> List<E> events(Class<E> kind) {
      return events().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    byte[] input() {
      return join(events(Event.Input.class).stream().map(Event.Input::content).toList());
    }

    byte[] output() {
      return join(events(Event.Output.class).stream().map(Event.Output::content).toList());
    }

    byte[] errorOutput() {
      return join(
          events(Event.ErrorOutput.class).stream().map(Event.ErrorOutput::content).toList());
    }

    static byte[] join(List<Content> contents) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      contents.forEach(content -> bytes.writeBytes(bytes(content)));
      return bytes.toByteArray();
    }

    static byte[] bytes(Content content) {
      ByteBuffer view = ((Content.Clear) content).bytes().duplicate();
      byte[] copy = new byte[view.remaining()];
      view.get(copy);
      return copy;
    }

    private static Content copy(Content content) {
      return switch (content) {
        case Content.Clear _ -> Content.of(bytes(content));
        case Content.Withheld withheld -> withheld;
      };
    }

    private static Event copy(Event event) {
      return switch (event) {
        case Event.Input(int stream, Content content) -> new Event.Input(stream, copy(content));
        case Event.Output(int stream, Content content) -> new Event.Output(stream, copy(content));
        case Event.ErrorOutput(int stream, Content content) ->
            new Event.ErrorOutput(stream, copy(content));
        case KubernetesEvent.RequestBody(int request, Content content) ->
            new KubernetesEvent.RequestBody(request, copy(content));
        case KubernetesEvent.ResponseBody(int request, Content content) ->
            new KubernetesEvent.ResponseBody(request, copy(content));
        case Event other -> other;
      };
    }
  }
}
