package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.k8s.request.RequestTarget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;

/**
 * A client's request as the API server gets it: in the gateway's name, on behalf of the principal
 * (Kubernetes, "User impersonation"). The login is a group. The API server adds the one that
 * everybody is in who was recognised; saying it would only need a right more.
 *
 * @param auditId names the request in the API server's audit log; no two sendings share one
 */
record UpstreamRequest(
    ClusterSession session,
    String auditId,
    HttpRequest client,
    RequestTarget target,
    Optional<StreamOffer> offer) {

  /**
   * By this an API server names the request in its own audit log (Kubernetes, "Auditing"), and so
   * the request of the session is found again there. A client's own is not passed on.
   */
  private static final String AUDIT_ID = "Audit-ID";

  private static final String IMPERSONATE_USER = "Impersonate-User";
  private static final String IMPERSONATE_GROUP = "Impersonate-Group";
  private static final int NO_LENGTH = -1;

  HttpRequest withoutBody() {
    boolean mayHaveNone =
        client.method().equals(HttpMethod.GET) || client.method().equals(HttpMethod.HEAD);
    return full(Unpooled.EMPTY_BUFFER, mayHaveNone ? NO_LENGTH : 0);
  }

  HttpRequest withBody(ByteBuf body) {
    return full(body, body.readableBytes());
  }

  private HttpRequest full(ByteBuf body, int length) {
    return new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_1,
        client.method(),
        target.text(),
        body,
        headers(length),
        EmptyHttpHeaders.INSTANCE);
  }

  /** The head of a request whose body follows. */
  HttpRequest withStreamedBody() {
    long length = HttpUtil.getContentLength(client, (long) NO_LENGTH);
    HttpHeaders headers = headers(length);
    if (length < 0) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, client.method(), target.text(), headers);
  }

  /** The head of an answer as the client gets it. */
  static HttpResponse answerFor(HttpResponse upstream) {
    return new DefaultHttpResponse(
        HttpVersion.HTTP_1_1, upstream.status(), ClientHeaders.forClient(upstream.headers()));
  }

  /** The head of the answer that switches protocols. */
  static HttpResponse switchFor(HttpResponse upstream) {
    HttpResponse head = answerFor(upstream);
    head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    head.headers()
        .set(HttpHeaderNames.UPGRADE, upstream.headers().get(HttpHeaderNames.UPGRADE, ""));
    return head;
  }

  private HttpHeaders headers(long contentLength) {
    HttpHeaders headers = ClientHeaders.forUpstream(client.headers());
    headers.set(HttpHeaderNames.HOST, session.upstream().hostHeader());
    headers.set(AUDIT_ID, auditId);
    headers.set(IMPERSONATE_USER, session.request().principal().name());
    headers.set(IMPERSONATE_GROUP, session.request().login());
    session
        .upstream()
        .authorization()
        .ifPresent(value -> headers.set(HttpHeaderNames.AUTHORIZATION, value));
    if (contentLength >= 0) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, contentLength);
    }
    offer.ifPresent(made -> made.write(headers));
    return headers;
  }
}
