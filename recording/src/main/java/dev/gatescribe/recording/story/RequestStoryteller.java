package dev.gatescribe.recording.story;

import dev.gatescribe.recording.story.RequestStory.AttachedStream;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.LimitEvent;
import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.TimedEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the requests of a Kubernetes session, in the order in which they ended. Requests overlap: a
 * watch is told long after others that began later.
 */
public final class RequestStoryteller implements Storyteller<RequestStory> {
  /** A path longer than this is refused by servers. */
  static final int PATH_MAX_BYTES = 16 * 1024;

  /** A changed document longer than this is told by its beginning. */
  static final int BODY_MAX_BYTES = 128 * 1024;

  /** Connections to a forwarded port may be many; what they were is in the events. */
  static final int MOST_STREAMS = 256;

  /** A client has tens of requests under way, most of them watches. */
  static final int MOST_OPEN = 4096;

  /** What open requests may take of the memory; the eldest are told early when it is more. */
  static final long OPEN_MAX_BYTES = 16L * 1024 * 1024;

  private final Map<Integer, OpenRequest> open = new LinkedHashMap<>();
  private long openBytes;

  @Override
  public void accept(TimedEvent timed, Consumer<RequestStory> told) {
    if (timed.event() instanceof LimitEvent limit) {
      limited(limit);
      return;
    }
    if (!(timed.event() instanceof KubernetesEvent event)) {
      return;
    }
    if (event instanceof KubernetesEvent.RequestStarted started) {
      start(new OpenRequest(timed, started), told);
      return;
    }
    OpenRequest request = open.get(requestOf(event));
    if (request == null) {
      return;
    }
    openBytes -= request.keptBytes();
    request.accept(timed.offsetMicros(), event);
    openBytes += request.keptBytes();
    if (request.outcome != null) {
      tell(request, told);
    }
    makeRoom(told);
  }

  private void limited(LimitEvent limit) {
    switch (limit.flow().carrier()) {
      case REQUEST -> {
        OpenRequest request = open.get(limit.number());
        if (request != null) {
          request.limited.accept(limit);
        }
      }
      case STREAM -> {
        for (OpenRequest request : open.values()) {
          if (request.has(limit.number())) {
            request.limited.accept(limit);
            return;
          }
        }
      }
      case STATEMENT -> {}
    }
  }

  @Override
  public List<RequestStory> open() {
    return open.values().stream().map(OpenRequest::story).toList();
  }

  @Override
  public void end(Consumer<RequestStory> told) {
    while (!open.isEmpty()) {
      tell(open.values().iterator().next(), told);
    }
  }

  private void start(OpenRequest request, Consumer<RequestStory> told) {
    OpenRequest same = open.get(request.started.request());
    if (same != null) {
      tell(
          same, told); // Numbers are never used twice; whoever wrote this, nothing of it is hidden.
    }
    open.put(request.started.request(), request);
    openBytes += request.keptBytes();
    makeRoom(told);
  }

  private void makeRoom(Consumer<RequestStory> told) {
    while (open.size() > 1 && (open.size() > MOST_OPEN || openBytes > OPEN_MAX_BYTES)) {
      tell(open.values().iterator().next(), told);
    }
  }

  private void tell(OpenRequest request, Consumer<RequestStory> told) {
    open.remove(request.started.request());
    openBytes -= request.keptBytes();
    told.accept(request.story());
  }

  private static int requestOf(KubernetesEvent event) {
    return switch (event) {
      case KubernetesEvent.RequestStarted started -> started.request();
      case KubernetesEvent.RequestBody(var request, _) -> request;
      case KubernetesEvent.ResponseStarted(var request, _, _) -> request;
      case KubernetesEvent.ResponseBody(var request, _) -> request;
      case KubernetesEvent.RequestUpgraded(var request, _) -> request;
      case KubernetesEvent.StreamAttached(var request, _, _, _) -> request;
      case KubernetesEvent.RequestRefused(var request, _, _) -> request;
      case KubernetesEvent.RequestEnded(var request, _) -> request;
    };
  }

  private static final class OpenRequest {
    /** About what the objects take that hold a request, or one of its streams. */
    private static final int OVERHEAD_BYTES = 512;

    private final TimedEvent timed;
    private final KubernetesEvent.RequestStarted started;
    private final ContentKeeper path = new ContentKeeper(PATH_MAX_BYTES);
    private final List<AttachedStream> streams = new ArrayList<>();
    private @Nullable ContentKeeper body;
    private @Nullable Integer status;
    private String contentType = "";
    private @Nullable ContentKeeper response;
    private String protocol = "";
    private long moreStreams;
    private RequestStory.@Nullable Refusal refusal;
    private @Nullable Long endedMicros;
    private @Nullable RequestOutcome outcome;
    private final LimitedContent.Gatherer limited = new LimitedContent.Gatherer(MOST_STREAMS);

    OpenRequest(TimedEvent timed, KubernetesEvent.RequestStarted started) {
      this.timed = timed;
      this.started = started;
      path.append(started.content());
    }

    boolean has(int stream) {
      return streams.stream().anyMatch(attached -> attached.stream() == stream);
    }

    long keptBytes() {
      return path.keptBytes()
          + (body == null ? 0 : body.keptBytes())
          + (response == null ? 0 : response.keptBytes())
          + (long) OVERHEAD_BYTES * (1 + streams.size());
    }

    void accept(long offsetMicros, KubernetesEvent event) {
      switch (event) {
        case KubernetesEvent.RequestStarted _ -> {}
        case KubernetesEvent.RequestBody(_, var content) -> body = appended(body, content);
        case KubernetesEvent.ResponseStarted(_, var answered, var type) -> {
          status = answered;
          contentType = type;
        }
        case KubernetesEvent.ResponseBody(_, var content) -> response = appended(response, content);
        case KubernetesEvent.RequestUpgraded(_, var to) -> protocol = to;
        case KubernetesEvent.StreamAttached(_, var stream, var purpose, var detail) -> {
          if (streams.size() < MOST_STREAMS) {
            streams.add(new AttachedStream(stream, purpose, detail));
          } else {
            moreStreams++;
          }
        }
        case KubernetesEvent.RequestRefused(_, var what, var reason) ->
            refusal = new RequestStory.Refusal(what, reason);
        case KubernetesEvent.RequestEnded(_, var how) -> {
          endedMicros = offsetMicros;
          outcome = how;
        }
      }
    }

    private static ContentKeeper appended(@Nullable ContentKeeper keeper, Content content) {
      ContentKeeper to = keeper == null ? new ContentKeeper(BODY_MAX_BYTES) : keeper;
      to.append(content);
      return to;
    }

    RequestStory story() {
      return new RequestStory(
          started.request(),
          timed.sequence(),
          timed.offsetMicros(),
          started.method(),
          started.verb(),
          started.resource(),
          started.userAgent(),
          path.content(),
          body == null ? null : body.content(),
          status,
          contentType,
          response == null ? null : response.content(),
          protocol,
          streams,
          moreStreams,
          refusal,
          endedMicros,
          outcome,
          limited.gathered());
    }
  }
}
