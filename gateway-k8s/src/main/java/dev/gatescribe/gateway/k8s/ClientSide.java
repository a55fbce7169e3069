package dev.gatescribe.gateway.k8s;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;

/** What an exchange may do towards its client. Everything on the client's event loop. */
interface ClientSide {

  EventLoop loop();

  boolean isHttp2();

  /** Asks for one more piece of the request's body. */
  void readContent();

  /** Whether the request was read to its end. */
  boolean isRequestComplete();

  boolean isWritable();

  /** Sends the head of the answer. */
  void sendHead(HttpResponse head);

  /** Sends a piece of the answer; the last one ends it. */
  void sendContent(HttpContent content);

  /** Sends a whole answer of the gateway's own; no head may have been sent. */
  void answer(StatusReply reply);

  /** The answer to an upgrade was sent: from now on bytes pass as they are. */
  void becomeRaw();

  /** Asks for more bytes, after the protocol was switched. */
  void readBytes();

  /** Sends bytes, after the protocol was switched. */
  void sendBytes(ByteBuf bytes);

  /** Closes after what was sent has left. */
  void finish();

  /** Ends without an end: closes the connection, or resets the stream. */
  void abort();
}
