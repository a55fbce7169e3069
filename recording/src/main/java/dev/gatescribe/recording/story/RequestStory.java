package dev.gatescribe.recording.story;

import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.RequestedResource;
import dev.gatescribe.session.event.StreamPurpose;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of a Kubernetes session, from its first line to its end.
 *
 * @param sequence of the event with which it started
 * @param path path and query
 * @param body what the client sent; null if it sent nothing
 * @param status of HTTP; null while there is no answer
 * @param contentType of the answer; empty while there is none
 * @param response what the API server answered; null if nothing
 * @param protocol of the streams that the request has become; empty if it has not
 * @param moreStreams how many more streams there were than are in {@code streams}
 * @param refusal by the gateway; null if it let the request pass
 * @param endedMicros offset in the recording; null while it runs, and if the session ended before
 * @param outcome null as {@code endedMicros}
 * @param limited the bodies, and the directions of its streams, of which the recording keeps the
 *     beginning
 */
public record RequestStory(
    int request,
    long sequence,
    long startedMicros,
    String method,
    String verb,
    RequestedResource resource,
    String userAgent,
    KeptContent path,
    @Nullable KeptContent body,
    @Nullable Integer status,
    String contentType,
    @Nullable KeptContent response,
    String protocol,
    List<AttachedStream> streams,
    long moreStreams,
    @Nullable Refusal refusal,
    @Nullable Long endedMicros,
    @Nullable RequestOutcome outcome,
    List<LimitedContent> limited) {
  public RequestStory {
    limited = List.copyOf(limited);
    streams = List.copyOf(streams);
  }

  /**
   * A stream that belongs to the request.
   *
   * @param detail container or port
   */
  public record AttachedStream(int stream, StreamPurpose purpose, String detail) {}

  /**
   * What the gateway refused.
   *
   * @param what in words
   * @param reason code
   */
  public record Refusal(String what, String reason) {}

  /** Null while it runs. */
  public @Nullable Long durationMicros() {
    return endedMicros == null ? null : endedMicros - startedMicros;
  }

  /** How much of the recording's content is kept here. */
  public long keptBytes() {
    return (long) path.bytes().remaining()
        + (body == null ? 0 : body.bytes().remaining())
        + (response == null ? 0 : response.bytes().remaining());
  }

  /** The number only: paths and bodies are content of a session. */
  @Override
  public String toString() {
    return "RequestStory[" + request + "]";
  }
}
