package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.WithheldReason;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an exchange: passed on piece by piece and flushed at once, because a watch or a log
 * may say one line an hour. Redirects are passed on as they are, never followed.
 */
final class AnswerRelay {

  /** What of an answer's content type is recorded, in characters. */
  private static final int CONTENT_TYPE_MAX = 256;

  /** Three digits (RFC 9110, section 15). */
  private static final int STATUS_MIN = 100;

  private static final int STATUS_MAX = 599;

  private final Exchange exchange;
  private final ClientSide client;
  private @Nullable FailureContent failure;
  private boolean arrived;
  private boolean begun;
  private boolean interim;
  private boolean connectionReusable;
  private boolean awaitsClientWritable;

  AnswerRelay(Exchange exchange, ClientSide client) {
    this.exchange = exchange;
    this.client = client;
  }

  /** Whether the target answered. */
  boolean hasArrived() {
    return arrived;
  }

  /** Whether the client was told something of the answer. */
  boolean hasBegun() {
    return begun;
  }

  void sendHead(HttpResponse head) {
    begun = true;
    client.sendHead(head);
  }

  void onHead(HttpResponse head) {
    arrived = true;
    int status = head.status().code();
    if (head.decoderResult().isFailure() || status < STATUS_MIN || status > STATUS_MAX) {
      exchange.fail(EndReason.TARGET_PROTOCOL_ERROR, "the target's answer is not well-formed HTTP");
    } else if (status == 101 && exchange.offersUpgrade()) {
      exchange.onSwitched(head);
    } else if (status == 101) {
      exchange.fail(
          EndReason.TARGET_PROTOCOL_ERROR, "the target switched protocols without being asked");
    } else if (status < 200) {
      interim = true;
      exchange.readUpstream();
    } else if (status == 401) {
      // Not the client's credential was refused, but the gateway's.
      String explanation =
          "target "
              + exchange.session().upstream().name()
              + " did not accept the gateway's credential";
      exchange.fail(EndReason.TARGET_AUTHENTICATION_FAILED, explanation);
      exchange.session().end(EndReason.TARGET_AUTHENTICATION_FAILED, explanation);
    } else {
      pass(head, status);
    }
  }

  private void pass(HttpResponse head, int status) {
    // After a failed upgrade, whatever the client sends next would reach the API server as the
    // gateway: that connection carries nothing more (CVE-2018-1002105).
    connectionReusable = HttpUtil.isKeepAlive(head) && !exchange.offersUpgrade();
    String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    failure = FailureContent.isReadable(head, exchange.info()) ? new FailureContent() : null;
    exchange
        .tap()
        .record(
            List.of(
                new KubernetesEvent.ResponseStarted(
                    exchange.number(),
                    status,
                    type.length() <= CONTENT_TYPE_MAX
                        ? type
                        : type.substring(0, CONTENT_TYPE_MAX))),
            () -> {
              sendHead(UpstreamRequest.answerFor(head));
              exchange.readUpstream();
            });
  }

  void onContent(HttpContent content) {
    if (interim) {
      interim = !(content instanceof LastHttpContent);
      content.release();
      exchange.readUpstream();
    } else if (content.decoderResult().isFailure()) {
      content.release();
      exchange.fail(EndReason.TARGET_PROTOCOL_ERROR, "the target's answer is not well-formed HTTP");
    } else {
      pass(content);
    }
  }

  private void pass(HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    List<Event> events = new ArrayList<>();
    ByteBuf bytes = content.content();
    if (failure != null) {
      failure.add(bytes, last);
      if (failure.isHeld()) {
        exchange.readUpstream();
        return;
      }
      failure
          .recorded()
          .ifPresent(body -> events.add(new KubernetesEvent.ResponseBody(exchange.number(), body)));
      bytes = failure.bytes();
      failure = null;
    } else if (bytes.isReadable()) {
      events.add(
          new KubernetesEvent.ResponseBody(
              exchange.number(),
              new Content.Withheld(WithheldReason.POLICY, bytes.readableBytes())));
    }
    if (last) {
      events.add(new KubernetesEvent.RequestEnded(exchange.number(), RequestOutcome.COMPLETED));
    }
    exchange.tap().recordHolding(bytes, events, passed -> forward(passed, last));
  }

  private void forward(ByteBuf bytes, boolean last) {
    if (last) {
      exchange.complete(connectionReusable);
      client.sendContent(new DefaultLastHttpContent(bytes));
      return;
    }
    client.sendContent(new DefaultHttpContent(bytes));
    awaitsClientWritable = !client.isWritable();
    if (!awaitsClientWritable) {
      exchange.readUpstream();
    }
  }

  void onClientWritable() {
    if (awaitsClientWritable) {
      awaitsClientWritable = false;
      exchange.readUpstream();
    }
  }

  /** Gives back what is held. */
  void discard() {
    if (failure != null) {
      failure.discard();
      failure = null;
    }
  }
}
