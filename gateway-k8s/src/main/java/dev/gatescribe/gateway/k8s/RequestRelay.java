package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.WithheldReason;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request of an exchange on its way to the target: without a body, with one that was held, or
 * with one that passes piece by piece.
 */
final class RequestRelay {
  private final Exchange exchange;
  private final ClientSide client;
  private final boolean hasBody;
  private @Nullable HeldBody held;
  private @Nullable UpstreamConnection upstream;
  private boolean sent;
  private boolean awaitsUpstreamWritable;

  RequestRelay(Exchange exchange, ClientSide client, boolean hasBody) {
    this.exchange = exchange;
    this.client = client;
    this.hasBody = hasBody;
  }

  /** Reads the body to its end before anything passes. */
  void hold(HeldBody body) {
    held = body;
    body.start(client::readContent);
  }

  /** Whether the head of an HTTP/1.1 request says that a body follows. */
  static boolean announcesBody(HttpRequest request) {
    return HttpUtil.isTransferEncodingChunked(request)
        || HttpUtil.getContentLength(request, 0L) > 0;
  }

  boolean hasBody() {
    return hasBody;
  }

  /** Whether the target has the whole request. */
  boolean isSent() {
    return sent;
  }

  /** Sends the request, or what is there of it. */
  void send(UpstreamConnection connection, UpstreamRequest head) {
    upstream = connection;
    if (held != null) {
      sent = true;
      connection.send(head.withBody(held.take()));
    } else if (hasBody) {
      connection.send(head.withStreamedBody());
      client.readContent();
    } else {
      sent = true;
      connection.send(head.withoutBody());
      if (!client.isRequestComplete()) {
        client.readContent();
      }
    }
  }

  void onContent(HttpContent content) {
    if (held != null && !sent) {
      held.add(content);
    } else if (sent || upstream == null) {
      // The end of a request that has no body; anything else was not announced.
      boolean expected = content instanceof LastHttpContent && !content.content().isReadable();
      content.release();
      if (!expected) {
        client.abort();
      }
    } else if (content.decoderResult().isFailure()) {
      content.release();
      client.abort();
    } else {
      pass(upstream, content);
    }
  }

  private void pass(UpstreamConnection connection, HttpContent content) {
    long length = content.content().readableBytes();
    Content withheld = new Content.Withheld(WithheldReason.UNREADABLE, length);
    List<Event> events =
        length == 0
            ? List.of()
            : List.of(new KubernetesEvent.RequestBody(exchange.number(), withheld));
    exchange
        .tap()
        .recordHolding(
            content.content(),
            events,
            bytes -> {
              if (content instanceof LastHttpContent) {
                sent = true;
                connection.send(new DefaultLastHttpContent(bytes));
              } else {
                connection.send(new DefaultHttpContent(bytes));
                awaitsUpstreamWritable = !connection.isWritable();
                if (!awaitsUpstreamWritable) {
                  client.readContent();
                }
              }
            });
  }

  void onUpstreamWritable() {
    if (awaitsUpstreamWritable) {
      awaitsUpstreamWritable = false;
      client.readContent();
    }
  }

  /** Gives back what is held. */
  void discard() {
    if (held != null) {
      held.discard();
    }
  }
}
