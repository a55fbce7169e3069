package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.ssh.wire.DataPacket;

/** One thing that waits in a {@link RelayQueue} to be recorded and forwarded, in order. */
sealed interface RelayUnit {

  /** Bytes of a stream. */
  record Data(DataPacket packet) implements RelayUnit {}

  /** A channel request, as it came. */
  final class Request implements RelayUnit {
    private final String type;
    private final boolean wantReply;
    private final byte[] body;

    Request(String type, boolean wantReply, byte[] body) {
      this.type = type;
      this.wantReply = wantReply;
      this.body = body;
    }

    String type() {
      return type;
    }

    boolean wantReply() {
      return wantReply;
    }

    /** What follows the want-reply flag; not copied, and not to be changed. */
    byte[] body() {
      return body;
    }

    @Override
    public String toString() {
      return "Request[" + type + ", " + body.length + " bytes]";
    }
  }

  /** The target's answer to the oldest request that waits for one. */
  record TargetReply(boolean success) implements RelayUnit {}

  /** The gateway's own answer to a request, behind what it said about it. */
  record GatewayReply(ReplyLedger.Entry entry, boolean success) implements RelayUnit {}

  /** A line of the gateway's own for the person, on standard error. */
  record Notice(String line) implements RelayUnit {}

  /** The sender sends no more data. */
  record EndOfData() implements RelayUnit {}

  /**
   * The gateway ends the stream: a line, status 255 unless the target's was passed on, end of data.
   */
  record Farewell(String line) implements RelayUnit {}

  /** The sender's side of the channel is closed; always the last unit. */
  record Closed() implements RelayUnit {}
}
