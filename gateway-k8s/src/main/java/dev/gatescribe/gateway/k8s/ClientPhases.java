package dev.gatescribe.gateway.k8s;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/** What a client's end does between exchanges. */
final class ClientPhases {

  /**
   * What a client may still send of a body that nobody wants, before it is cut off: as much as one
   * that is taken, because a client that is cut off while it sends may lose the answer.
   */
  static final int DRAIN_MAX_BYTES = HeldBody.MAX_BYTES;

  private ClientPhases() {}

  /** What every phase does with what it does not expect. */
  abstract static class Quiet implements RequestPhase {
    private final ClientSide client;

    Quiet(ClientSide client) {
      this.client = client;
    }

    ClientSide client() {
      return client;
    }

    @Override
    public void onContent(HttpContent content) {
      content.release();
      client.abort();
    }

    @Override
    public void onClientBytes(ByteBuf bytes) {
      bytes.release();
      client.abort();
    }

    @Override
    public void onClientWritable() {}

    @Override
    public void onClientGone() {}
  }

  /** The next request may come. */
  static final class Idle extends Quiet {
    Idle(ClientSide client) {
      super(client);
    }
  }

  /** The head is known, and whose it is is being found out; nothing is read meanwhile. */
  static final class Arriving extends Quiet {
    Arriving(ClientSide client) {
      super(client);
    }
  }

  /** No request will come. */
  static final class Over extends Quiet {
    Over(ClientSide client) {
      super(client);
    }
  }

  /** Answered; what is left of the body is thrown away. */
  static final class Draining extends Quiet {
    private final Runnable drained;
    private int bytes;

    Draining(ClientSide client, Runnable drained) {
      super(client);
      this.drained = drained;
    }

    @Override
    public void onContent(HttpContent content) {
      bytes += content.content().readableBytes();
      content.release();
      if (content instanceof LastHttpContent) {
        drained.run();
      } else if (bytes > DRAIN_MAX_BYTES) {
        client().abort();
      } else {
        client().readContent();
      }
    }
  }
}
