package dev.gatescribe.recording.format;

import static dev.gatescribe.recording.format.EventFields.coded;
import static dev.gatescribe.recording.format.EventFields.content;
import static dev.gatescribe.recording.format.EventFields.number;
import static dev.gatescribe.recording.format.EventFields.putContent;
import static dev.gatescribe.recording.format.EventFields.putKind;

import dev.gatescribe.recording.format.EventFields.UnknownCodeException;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.RequestedResource;
import dev.gatescribe.session.event.StreamPurpose;

/** Bodies of the events of Kubernetes sessions, as {@link EventCodec} describes them. */
final class KubernetesEventCodec {
  /** HTTP writes a status with three digits. */
  private static final int STATUS_MAX = 999;

  private KubernetesEventCodec() {}

  static void encode(KubernetesEvent event, ByteWriter out) {
    switch (event) {
      case KubernetesEvent.RequestStarted started -> encodeStart(started, out);
      case KubernetesEvent.RequestBody(var request, var body) -> {
        putKind(EventKind.REQUEST_BODY, request, out);
        putContent(body, out);
      }
      case KubernetesEvent.ResponseStarted(var request, var status, var contentType) -> {
        putKind(EventKind.RESPONSE_STARTED, request, out);
        out.putVarint(status);
        out.putText(contentType);
      }
      case KubernetesEvent.ResponseBody(var request, var body) -> {
        putKind(EventKind.RESPONSE_BODY, request, out);
        putContent(body, out);
      }
      case KubernetesEvent.RequestUpgraded(var request, var protocol) -> {
        putKind(EventKind.REQUEST_UPGRADED, request, out);
        out.putText(protocol);
      }
      case KubernetesEvent.StreamAttached(var request, var stream, var purpose, var detail) -> {
        putKind(EventKind.STREAM_ATTACHED, request, out);
        out.putVarint(stream);
        out.putVarint(purpose.wireCode());
        out.putText(detail);
      }
      case KubernetesEvent.RequestRefused(var request, var what, var reason) -> {
        putKind(EventKind.REQUEST_REFUSED, request, out);
        out.putText(what);
        out.putText(reason);
      }
      case KubernetesEvent.RequestEnded(var request, var outcome) -> {
        putKind(EventKind.REQUEST_ENDED, request, out);
        out.putVarint(outcome.wireCode());
      }
    }
  }

  private static void encodeStart(KubernetesEvent.RequestStarted started, ByteWriter out) {
    putKind(EventKind.REQUEST_STARTED, started.request(), out);
    out.putText(started.method());
    out.putText(started.verb());
    out.putText(started.resource().group());
    out.putText(started.resource().version());
    out.putText(started.resource().namespace());
    out.putText(started.resource().resource());
    out.putText(started.resource().name());
    out.putText(started.resource().subresource());
    out.putText(started.userAgent());
    putContent(started.content(), out);
  }

  static KubernetesEvent decode(EventKind kind, ByteReader in)
      throws FormatException, UnknownCodeException {
    return switch (kind) {
      case REQUEST_STARTED ->
          new KubernetesEvent.RequestStarted(
              number(in), in.text(), in.text(), resource(in), in.text(), content(in));
      case REQUEST_BODY -> new KubernetesEvent.RequestBody(number(in), content(in));
      case RESPONSE_STARTED ->
          new KubernetesEvent.ResponseStarted(
              number(in), in.count(STATUS_MAX, "the status of a response"), in.text());
      case RESPONSE_BODY -> new KubernetesEvent.ResponseBody(number(in), content(in));
      case REQUEST_UPGRADED -> new KubernetesEvent.RequestUpgraded(number(in), in.text());
      case STREAM_ATTACHED ->
          new KubernetesEvent.StreamAttached(
              number(in), number(in), coded(StreamPurpose.values(), in.varint()), in.text());
      case REQUEST_REFUSED -> new KubernetesEvent.RequestRefused(number(in), in.text(), in.text());
      case REQUEST_ENDED ->
          new KubernetesEvent.RequestEnded(number(in), coded(RequestOutcome.values(), in.varint()));
      default -> throw new IllegalStateException(kind + " is no event of a cluster");
    };
  }

  private static RequestedResource resource(ByteReader in) throws FormatException {
    return new RequestedResource(in.text(), in.text(), in.text(), in.text(), in.text(), in.text());
  }
}
