package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.Tap;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.event.Event;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The tap of a session, as one exchange uses it: nothing happens any more once the exchange is over
 * or its recording failed, and bytes that then never pass are given back.
 *
 * <p>Never waits: whoever reads stops reading until what was recorded is accepted.
 */
final class ExchangeTap {
  private final ClusterSession session;
  private final EventLoop loop;
  private final BooleanSupplier over;

  ExchangeTap(ClusterSession session, EventLoop loop, BooleanSupplier over) {
    this.session = session;
    this.loop = loop;
    this.over = over;
  }

  /** Records, and then goes on. */
  void record(List<Event> events, Runnable next) {
    accept(
        events,
        () -> {
          if (!over.getAsBoolean()) {
            next.run();
          }
        },
        session::onRecorderFailure);
  }

  /** Records, and then passes bytes on. */
  void recordHolding(ByteBuf bytes, List<Event> events, Consumer<ByteBuf> pass) {
    accept(
        events,
        () -> {
          if (over.getAsBoolean()) {
            bytes.release();
          } else {
            pass.accept(bytes);
          }
        },
        problem -> {
          bytes.release();
          session.onRecorderFailure(problem);
        });
  }

  /** Records what has happened already. */
  void note(List<Event> events) {
    session.tap().note(events);
  }

  /** Answers at once where it can, and on the event loop where it is later. */
  private void accept(List<Event> events, Runnable accepted, Consumer<RecordingException> failed) {
    CompletableFuture<Void> acceptance = session.tap().accept(events);
    if (Tap.isAccepted(acceptance)) {
      accepted.run();
      return;
    }
    var _ =
        acceptance.whenCompleteAsync(
            (_, failure) -> {
              if (failure == null) {
                accepted.run();
              } else {
                failed.accept(Tap.asRecordingException(failure));
              }
            },
            loop);
  }
}
