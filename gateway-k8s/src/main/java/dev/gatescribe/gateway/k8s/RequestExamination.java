package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.k8s.request.RequestInfo;
import dev.gatescribe.gateway.k8s.request.RequestTarget;
import dev.gatescribe.gateway.k8s.request.RequestTargetException;
import dev.gatescribe.gateway.k8s.stream.Transcript;
import dev.gatescribe.gateway.k8s.stream.Transcripts;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestOutcome;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * What a request is, seen before anything of it passes.
 *
 * @param offer the streams that it offers to become, if it does
 * @param refusal why it does not pass, if it does not
 */
record RequestExamination(
    HttpRequest request,
    RequestTarget target,
    RequestInfo info,
    Optional<StreamOffer> offer,
    Optional<Refusal> refusal) {

  /** What of a client's name for itself is recorded, in characters. */
  private static final int USER_AGENT_MAX = 256;

  static RequestExamination of(
      Constraints constraints, HttpRequest request, boolean http2, RequestTarget target) {
    RequestInfo info;
    try {
      info = RequestInfo.of(request.method().name(), target);
    } catch (RequestTargetException malformed) {
      Refusal refusal =
          Refusal.of(
              DenialReason.MALFORMED_DESTINATION, "a malformed path", malformed.explanation());
      return new RequestExamination(
          request,
          target,
          RequestInfo.nonResource(request.method().name()),
          Optional.empty(),
          Optional.of(refusal));
    }
    Optional<Refusal> refusal = RequestRules.refusal(constraints, request, http2, target, info);
    Optional<StreamOffer> offer =
        refusal.isEmpty() && StreamOffer.isUpgrade(request.headers())
            ? StreamOffer.of(request, info)
            : Optional.empty();
    return new RequestExamination(request, target, info, offer, refusal);
  }

  /** A request that ends here, as recordings tell it. */
  List<Event> refused(int number, Refusal reason) {
    return List.of(
        started(number),
        new KubernetesEvent.RequestRefused(number, reason.what(), reason.reason().code()),
        new KubernetesEvent.RequestEnded(number, RequestOutcome.REFUSED));
  }

  /** How the streams will be told on whose protocol both sides agreed. */
  Transcript transcript(int number, String protocol, IntSupplier nextStream) {
    boolean webSocket = offer.filter(StreamOffer::isWebSocket).isPresent();
    return new Transcripts(webSocket, protocol, number, info, target, nextStream).open();
  }

  /** The request as recordings tell it. */
  KubernetesEvent.RequestStarted started(int number) {
    String userAgent = request.headers().get(HttpHeaderNames.USER_AGENT, "");
    return new KubernetesEvent.RequestStarted(
        number,
        request.method().name(),
        info.verb(),
        info.resource(),
        userAgent.length() <= USER_AGENT_MAX ? userAgent : userAgent.substring(0, USER_AGENT_MAX),
        Content.of(target.text()));
  }
}
