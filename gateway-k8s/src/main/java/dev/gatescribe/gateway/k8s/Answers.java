package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.DenialReason;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How answers look in HTTP. */
final class Answers {
  private Answers() {}

  /**
   * The gateway's own answer.
   *
   * @param inText whether it is said in plain text. Go's client reads a Status only where it asked
   *     for an object, and for everything else, such as the list of APIs with which kubectl begins,
   *     shows what is said in text and nothing of other answers
   */
  static FullHttpResponse of(StatusReply reply, boolean toHead, boolean inText) {
    byte[] body = inText ? reply.message().getBytes(StandardCharsets.UTF_8) : reply.json();
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.httpStatus()),
            toHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
    response
        .headers()
        .set(
            HttpHeaderNames.CONTENT_TYPE,
            inText ? HttpHeaderValues.TEXT_PLAIN : HttpHeaderValues.APPLICATION_JSON)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    return response;
  }

  /** What is said to a request that is not well-formed, or not of a version that is spoken. */
  static Optional<StatusReply> malformed(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return Optional.of(
          StatusReply.of(
              400, DenialReason.MALFORMED_DESTINATION, "the request is not well-formed HTTP"));
    }
    return request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        ? Optional.empty()
        : Optional.of(
            StatusReply.of(
                400, DenialReason.FEATURE_NOT_ALLOWED, "this is neither HTTP/1.1 nor HTTP/2"));
  }

  /** Says to a client that waits with its body that it may send it. */
  static FullHttpResponse goOn() {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
  }

  /** Says in an answer's head where it will end (RFC 9112, section 6.3). */
  static void frame(HttpResponse head, boolean keepAlive, boolean toHead) {
    HttpUtil.setKeepAlive(head, keepAlive);
    int status = head.status().code();
    boolean bodiless = toHead || status == 204 || status == 304;
    if (!bodiless && !HttpUtil.isContentLengthSet(head)) {
      HttpUtil.setTransferEncodingChunked(head, true);
    }
  }
}
