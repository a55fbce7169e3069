package dev.gatescribe.gateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One message for each that was asked for, also when the channel is gone. */
class MessageGateTest {
  private final List<Object> handedOn = new ArrayList<>();
  private final MessageGate gate =
      new MessageGate(handedOn::add, () -> handedOn.add("the peer left"));
  private final Reader reader = new Reader();
  private final EmbeddedChannel channel = new EmbeddedChannel(reader);
  private final ChannelHandlerContext context = channel.pipeline().context(reader);

  @Test
  void aClosedChannelHasTakenItsHandlersAwayThenWhatWaitsIsHandedOnAllTheSame() {
    channel.writeInbound("first", "second", "third");
    gate.ask(context);
    assertThat(handedOn).containsExactly("first");

    var _ = channel.close();
    channel.runPendingTasks();
    assertThat(channel.pipeline().get(Reader.class)).isNull();
    assertThat(handedOn).containsExactly("first");

    gate.ask(context);
    gate.ask(context);
    assertThat(handedOn).containsExactly("first", "second", "third", "the peer left");
  }

  @Test
  void nobodyWantsWhatWaitsThenItIsReleasedAndTheEndIsToldOnce() {
    ByteBuf bytes = Unpooled.buffer(1);
    channel.writeInbound(bytes);
    var _ = channel.close();
    channel.runPendingTasks();

    gate.giveUp();
    gate.giveUp();

    assertThat(bytes.refCnt()).isZero();
    assertThat(handedOn).containsExactly("the peer left");
  }

  private final class Reader extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
      gate.offer(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
      gate.onPeerLeft();
    }
  }
}
