package dev.gatescribe.gateway;

import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Accepts everything at once, and copies content as the recorder does. */
final class KeptRecording implements Recording {
  private final RecordingId id = RecordingId.create(Instant.EPOCH);
  private final List<Event> events = new ArrayList<>();
  private boolean ended;

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  @Override
  public RecordingId id() {
    return id;
  }

  @Override
  public synchronized CompletableFuture<Void> append(Event event) {
    if (ended) {
      return CompletableFuture.failedFuture(new RecordingException("ended"));
    }
    events.add(copy(event));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<RecordingException> broken() {
    return new CompletableFuture<>();
  }

  @Override
  public synchronized void end(EndReason reason, String detail) {
    events.add(new Event.SessionEnded(reason, detail));
    ended = true;
  }

  private static Event copy(Event event) {
    return switch (event) {
      case Event.Input(var stream, var content) -> new Event.Input(stream, copy(content));
      case Event.Output(var stream, var content) -> new Event.Output(stream, copy(content));
      case Event.ErrorOutput(var stream, var content) ->
          new Event.ErrorOutput(stream, copy(content));
      case DatabaseEvent.CopyInput(var statement, var content) ->
          new DatabaseEvent.CopyInput(statement, copy(content));
      default -> event;
    };
  }

  private static Content copy(Content content) {
    return switch (content) {
      case Content.Clear(ByteBuffer bytes) -> {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        yield Content.of(copy);
      }
      case Content.Withheld withheld -> withheld;
    };
  }
}
