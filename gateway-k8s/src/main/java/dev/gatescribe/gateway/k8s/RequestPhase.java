package dev.gatescribe.gateway.k8s;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;

/** Who gets what comes from the client now. What is given belongs to whom it is given. */
interface RequestPhase {

  void onContent(HttpContent content);

  /** Bytes after the protocol was switched. */
  void onClientBytes(ByteBuf bytes);

  void onClientWritable();

  void onClientGone();
}
