package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.ssh.wire.ChannelRequest;
import dev.gatescribe.gateway.ssh.wire.ChannelRequest.ExitStatus;
import dev.gatescribe.gateway.ssh.wire.DataPacket;
import dev.gatescribe.gateway.ssh.wire.MalformedRequestException;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The relay from target to client of one stream: records, then forwards. */
final class OutputRelay {
  private static final Logger LOG = LoggerFactory.getLogger(OutputRelay.class);

  private final StreamRelay relay;
  private final int stream;
  private final WindowReturn window;
  private boolean exitReported;
  private boolean clientTakesOutput = true;

  OutputRelay(StreamRelay relay) {
    this.relay = relay;
    this.stream = relay.stream();
    this.window = new WindowReturn(relay.upstream().getLocalWindow());
  }

  void run() throws InterruptedException {
    List<RelayUnit> batch = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    boolean open = true;
    while (open) {
      relay.toClient().take(batch);
      for (RelayUnit unit : batch) {
        record(unit, events);
      }
      try {
        relay.session().tap().acceptNow(events);
      } catch (RecordingException failure) {
        onRecorderFailure(failure, batch);
      }
      for (RelayUnit unit : batch) {
        try {
          open = carryOut(unit);
        } catch (IOException gone) {
          LOG.debug(
              "session {}: stream {} no longer reaches its client",
              relay.session().id(),
              stream,
              gone);
          clientTakesOutput = false;
        }
      }
      batch.clear();
      events.clear();
    }
  }

  /**
   * Nothing of the batch goes out. The session puts its farewell into the queue, unless the queue
   * had ended already and its end was in this very batch.
   */
  private void onRecorderFailure(RecordingException failure, List<RelayUnit> batch) {
    relay.session().onRecorderFailure(failure);
    boolean ended = batch.stream().anyMatch(RelayUnit.Closed.class::isInstance);
    batch.clear();
    if (ended) {
      batch.add(new RelayUnit.Farewell(relay.session().endLine()));
      batch.add(new RelayUnit.Closed());
    }
  }

  private void record(RelayUnit unit, List<Event> events) {
    switch (unit) {
      case RelayUnit.Data(DataPacket packet) when clientTakesOutput -> {
        Content content = new Content.Clear(packet.data());
        events.add(
            switch (packet.kind()) {
              case PLAIN -> new Event.Output(stream, content);
              case ERROR -> new Event.ErrorOutput(stream, content);
            });
      }
      case RelayUnit.Request request -> record(request, events);
      case RelayUnit.EndOfData _ -> events.add(new Event.EndOfOutput(stream));
      // What nobody is given any more did not pass.
      case RelayUnit.Data _ -> {}
      // What the gateway itself says is no output of the target; refusals are recorded as such.
      case RelayUnit.TargetReply _,
          RelayUnit.GatewayReply _,
          RelayUnit.Notice _,
          RelayUnit.Farewell _,
          RelayUnit.Closed _ -> {}
    }
  }

  private void record(RelayUnit.Request request, List<Event> events) {
    switch (meaning(request)) {
      case ExitStatus(long status) -> events.add(new Event.Exited(stream, status));
      case ChannelRequest.ExitSignal(String signal, boolean coreDumped, String message) ->
          events.add(new Event.Killed(stream, signal, coreDumped, message));
      case ChannelRequest other -> {
        LOG.trace("session {}: {}", relay.session().id(), other);
      }
    }
  }

  /** Whether more can follow. */
  private boolean carryOut(RelayUnit unit) throws IOException, InterruptedException {
    switch (unit) {
      case RelayUnit.Data(DataPacket packet) -> forward(packet);
      case RelayUnit.Request request -> forward(request);
      case RelayUnit.TargetReply(boolean success) -> relay.replies().onTargetReply(success);
      case RelayUnit.GatewayReply(ReplyLedger.Entry entry, boolean success) ->
          relay.replies().settle(entry, success);
      case RelayUnit.Notice(String line) -> say(line);
      case RelayUnit.EndOfData _ -> relay.client().endOutput();
      case RelayUnit.Farewell(String line) -> {
        say(line);
        if (!exitReported) {
          relay.client().writer().request("exit-status", false, ExitStatus.REFUSED.encode());
        }
        relay.client().endOutput();
      }
      case RelayUnit.Closed _ -> {
        relay.client().finish();
        // The target takes no more input either, so the other direction need not wait for more.
        relay.toUpstream().endWith(false, List.of(new RelayUnit.Closed()));
        return false;
      }
    }
    return true;
  }

  /**
   * When the client takes no more output, what still comes is let go, so that the target goes on.
   */
  private void forward(DataPacket packet) throws IOException, InterruptedException {
    int length = packet.length();
    if (clientTakesOutput) {
      clientTakesOutput = relay.client().writer().send(packet);
    }
    window.onForwarded(length);
  }

  private void say(String line) throws IOException, InterruptedException {
    if (clientTakesOutput) {
      clientTakesOutput = relay.client().writer().sendLine(line);
    }
  }

  private void forward(RelayUnit.Request request) throws IOException {
    switch (meaning(request)) {
      case ExitStatus _, ChannelRequest.ExitSignal _ -> {
        exitReported = true;
        relay.client().writer().request(request.type(), false, request.body());
      }
      case ChannelRequest.FlowAdvice _ ->
          relay.client().writer().request(request.type(), false, request.body());
      case ChannelRequest other -> {
        // Nothing else is a target's to ask (RFC 4254, section 6); keepalives want any answer.
        LOG.trace("session {}: not for the client: {}", relay.session().id(), other);
        if (request.wantReply()) {
          relay.upstream().writer().reply(false);
        }
      }
    }
  }

  private static ChannelRequest meaning(RelayUnit.Request request) {
    try {
      return ChannelRequest.decode(request.type(), request.body());
    } catch (MalformedRequestException malformed) {
      return new ChannelRequest.Unknown(request.type());
    }
  }
}
