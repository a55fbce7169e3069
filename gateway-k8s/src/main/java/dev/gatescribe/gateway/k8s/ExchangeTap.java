package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.event.Event;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The tap of a session, as one exchange uses it: nothing happens any more once the exchange is over
 * or its recording failed, and bytes that then never pass are given back.
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
    session
        .tap()
        .accept(
            events,
            loop,
            () -> {
              if (!over.getAsBoolean()) {
                next.run();
              }
            },
            session::onRecorderFailure);
  }

  /** Records, and then passes bytes on. */
  void recordHolding(ByteBuf bytes, List<Event> events, Consumer<ByteBuf> pass) {
    session
        .tap()
        .accept(
            events,
            loop,
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
}
