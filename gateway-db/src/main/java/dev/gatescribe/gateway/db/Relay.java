package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.db.wire.MessageFrame;
import dev.gatescribe.gateway.db.wire.MessageScanner;
import dev.gatescribe.gateway.db.wire.ProtocolViolation;
import dev.gatescribe.session.EndReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One direction: reads pieces of a stream from its own side, has the messages in them looked at,
 * and forwards the bytes as they came when the recording has accepted what was seen.
 *
 * <pre>
 *   read → scan → append ──accepted──→ write to the other side
 *                    └──not yet──→ reading stops; what was read already queues
 * </pre>
 *
 * <p>At most the head of one message is held back until it is complete. Both sides share an event
 * loop, on which everything here happens.
 */
abstract class Relay extends ChannelInboundHandlerAdapter implements MessageScanner.Visitor {
  private final DatabaseSession session;
  private final Channel peer;
  private final ReadGate gate;
  private final MessageScanner scanner = new MessageScanner();
  private final Queue<ByteBuf> queued = new ArrayDeque<>();
  private @Nullable ByteBuf held;
  private @Nullable ByteBuf unaccepted;
  private boolean unflushed;
  private boolean sourceClosed;
  private boolean stopped;
  private long unseenMessages;
  private long unseenBytes;

  Relay(DatabaseSession session, Channel source, Channel peer) {
    this.session = session;
    this.peer = peer;
    this.gate = new ReadGate(source);
  }

  /** A piece of the stream has been looked at, to its end or to a violation. */
  abstract void onScanned();

  /** Bytes that were looked at have been written to the other side. */
  abstract void onForwarded();

  /** This side is closed, and all that came from it is forwarded. */
  abstract void onSourceClosed();

  /** Why the session ends when this side speaks against the protocol. */
  abstract EndReason violationReason();

  DatabaseSession session() {
    return session;
  }

  ReadGate gate() {
    return gate;
  }

  /** Whether the next byte that is forwarded begins a message. */
  boolean isAtBoundary() {
    return scanner.isAtBoundary() && unaccepted == null;
  }

  /** Messages that left no event of their own, and their bytes. */
  long unseenMessages() {
    return unseenMessages;
  }

  long unseenBytes() {
    return unseenBytes;
  }

  void countUnseen(int bodyLength) {
    unseenMessages++;
    unseenBytes += (long) MessageFrame.HEADER_BYTES + bodyLength;
  }

  /** Reads, records and forwards nothing more. */
  void stop() {
    stopped = true;
    release(held);
    held = null;
    release(unaccepted);
    unaccepted = null;
    queued.forEach(Relay::release);
    queued.clear();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf piece = (ByteBuf) message;
    if (stopped) {
      piece.release();
    } else if (unaccepted != null) {
      queued.add(piece);
    } else {
      process(piece);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    session.onWritabilityChanged(this, context.channel().isWritable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    sourceClosed = true;
    if (unaccepted == null && !stopped) {
      flush();
      onSourceClosed();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    session.onChannelFailure(this, failure);
  }

  private void process(ByteBuf piece) {
    ByteBuf in = withHeld(piece);
    boolean kept = false;
    try {
      int start = in.readerIndex();
      int end = scanner.scan(in, this);
      onScanned();
      if (stopped) {
        return;
      }
      if (end == start) {
        held = in;
        kept = true;
        return;
      }
      ByteBuf seen = in.readRetainedSlice(end - start);
      if (in.isReadable()) {
        held = in.alloc().buffer(2 * in.readableBytes()).writeBytes(in);
      }
      forwardWhenAccepted(seen);
    } catch (ProtocolViolation violation) {
      onScanned();
      session.end(violationReason(), violation.explanation());
    } catch (RuntimeException failure) {
      session.onGatewayError(failure);
    } finally {
      if (!kept) {
        in.release();
      }
    }
  }

  /** What was held back, with the piece behind it; or the piece alone. */
  private ByteBuf withHeld(ByteBuf piece) {
    ByteBuf before = held;
    if (before == null) {
      return piece;
    }
    held = null;
    before.writeBytes(piece);
    piece.release();
    return before;
  }

  private void forwardWhenAccepted(ByteBuf seen) {
    CompletableFuture<Void> accepted = session.tap().takePending();
    if (accepted == null) {
      forward(seen);
      return;
    }
    unaccepted = seen;
    gate.set(ReadGate.Stop.RECORDER, true);
    var _ =
        accepted.whenComplete(
            (_, failure) -> session.eventLoop().execute(() -> onAccepted(failure)));
  }

  private void onAccepted(@Nullable Throwable failure) {
    ByteBuf seen = unaccepted;
    if (stopped || seen == null) {
      return;
    }
    if (failure != null) {
      session.onRecorderFailure(failure);
      return;
    }
    unaccepted = null;
    forward(seen);
    while (unaccepted == null && !stopped) {
      ByteBuf next = queued.poll();
      if (next == null) {
        break;
      }
      process(next);
    }
    flush();
    if (unaccepted == null && !stopped) {
      gate.set(ReadGate.Stop.RECORDER, false);
      if (sourceClosed) {
        onSourceClosed();
      }
    }
  }

  private void forward(ByteBuf seen) {
    var _ = peer.write(seen, peer.voidPromise());
    unflushed = true;
    onForwarded();
  }

  private void flush() {
    if (unflushed) {
      unflushed = false;
      peer.flush();
    }
  }

  private static void release(@Nullable ByteBuf buffer) {
    if (buffer != null) {
      buffer.release();
    }
  }
}
