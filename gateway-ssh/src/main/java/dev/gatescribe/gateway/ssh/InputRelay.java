package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.ssh.wire.ChannelRequest;
import dev.gatescribe.gateway.ssh.wire.DataPacket;
import dev.gatescribe.gateway.ssh.wire.MalformedRequestException;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The relay from client to target of one stream: decides, records, then forwards. */
final class InputRelay {
  private static final Logger LOG = LoggerFactory.getLogger(InputRelay.class);

  private final StreamRelay relay;
  private final int stream;
  private final ClientRequestRules rules;
  private final WindowReturn window;
  private final List<String> withheldNotices = new ArrayList<>();
  private boolean hasTerminal;
  private boolean ended;
  private boolean targetTakesInput = true;

  InputRelay(StreamRelay relay) {
    this.relay = relay;
    this.stream = relay.stream();
    this.rules = new ClientRequestRules(stream, relay.session().constraints());
    this.window = new WindowReturn(relay.client().getLocalWindow());
  }

  void run() throws RecordingException, InterruptedException {
    List<RelayUnit> batch = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    boolean open = true;
    while (open) {
      relay.toUpstream().take(batch);
      for (RelayUnit unit : batch) {
        Step step = plan(unit);
        if (targetTakesInput || !(step instanceof Step.Data)) {
          step.event(events);
        }
        steps.add(step);
      }
      relay.session().tap().acceptNow(events);
      for (Step step : steps) {
        try {
          open = carryOut(step);
        } catch (IOException gone) {
          LOG.debug(
              "session {}: stream {} no longer reaches its target", sessionId(), stream, gone);
          targetTakesInput = false;
        }
      }
      batch.clear();
      steps.clear();
      events.clear();
    }
  }

  /** What becomes of a unit, decided before it is recorded. */
  private sealed interface Step {

    /** Adds what has to be recorded before the step is carried out. */
    void event(List<Event> events);

    record Data(int stream, DataPacket packet) implements Step {
      @Override
      public void event(List<Event> events) {
        events.add(new Event.Input(stream, new Content.Clear(packet.data())));
      }
    }

    /** Data behind the request that ended the stream: nothing was started that could take it. */
    record Dropped(int bytes) implements Step {
      @Override
      public void event(List<Event> events) {}
    }

    record Asked(RelayUnit.Request request, ClientRequestRules.Ruling ruling) implements Step {
      @Override
      public void event(List<Event> events) {
        switch (ruling) {
          case ClientRequestRules.Ruling.Forwarded forwarded -> events.add(forwarded.event());
          case ClientRequestRules.Ruling.Refused refused -> events.add(refused.event());
          case ClientRequestRules.Ruling.Declined _ -> {}
        }
      }
    }

    record End(int stream) implements Step {
      @Override
      public void event(List<Event> events) {
        events.add(new Event.EndOfInput(stream));
      }
    }

    record Close() implements Step {
      @Override
      public void event(List<Event> events) {}
    }
  }

  private Step plan(RelayUnit unit) {
    return switch (unit) {
      case RelayUnit.Data(DataPacket packet) ->
          ended ? new Step.Dropped(packet.length()) : new Step.Data(stream, packet);
      case RelayUnit.Request request -> {
        ClientRequestRules.Ruling ruling = rule(request);
        ended |= ruling instanceof ClientRequestRules.Ruling.Refused refused && refused.endsUse();
        yield new Step.Asked(request, ruling);
      }
      case RelayUnit.EndOfData _ -> new Step.End(stream);
      case RelayUnit.Closed _ -> new Step.Close();
      case RelayUnit.TargetReply _,
          RelayUnit.GatewayReply _,
          RelayUnit.Notice _,
          RelayUnit.Farewell _ ->
          throw new IllegalStateException("not for the target: " + unit);
    };
  }

  private ClientRequestRules.Ruling rule(RelayUnit.Request request) {
    try {
      return rules.ruleOn(ChannelRequest.decode(request.type(), request.body()));
    } catch (MalformedRequestException malformed) {
      return rules.malformed(request.type(), malformed);
    }
  }

  /** Whether more can follow. */
  private boolean carryOut(Step step) throws IOException, InterruptedException {
    switch (step) {
      case Step.Data(_, DataPacket packet) -> forward(packet);
      case Step.Dropped(int bytes) -> window.onForwarded(bytes);
      case Step.Asked(RelayUnit.Request request, ClientRequestRules.Ruling ruling) -> {
        switch (ruling) {
          case ClientRequestRules.Ruling.Forwarded forwarded -> forward(request, forwarded);
          case ClientRequestRules.Ruling.Refused refused -> refuse(request, refused);
          case ClientRequestRules.Ruling.Declined _ -> answer(request, false);
        }
      }
      case Step.End _ -> {
        window.flush();
        relay.upstream().endInput();
      }
      case Step.Close _ -> {
        relay.upstream().close(false);
        return false;
      }
    }
    return true;
  }

  /**
   * When the target takes no more input, what still comes is let go, so that the client goes on.
   */
  private void forward(DataPacket packet) throws IOException, InterruptedException {
    int length = packet.length();
    if (targetTakesInput) {
      targetTakesInput = relay.upstream().writer().send(packet);
    }
    window.onForwarded(length);
  }

  private void forward(RelayUnit.Request request, ClientRequestRules.Ruling.Forwarded ruling)
      throws IOException {
    boolean starts = ruling.kind() == ClientRequestRules.Kind.STARTS;
    if (starts) {
      relay.onStartRequested();
    }
    if (request.wantReply()) {
      relay.replies().awaitTarget(starts ? relay::onStartRefused : () -> {});
      checkOverrun();
    }
    relay.upstream().writer().request(request.type(), request.wantReply(), request.body());
    switch (ruling.kind()) {
      case OPENS_TERMINAL -> hasTerminal = true;
      case STARTS -> {
        if (hasTerminal) {
          withheldNotices.forEach(line -> relay.toClient().offer(new RelayUnit.Notice(line)));
        }
        withheldNotices.clear();
      }
      case OTHER -> {}
    }
  }

  private void refuse(RelayUnit.Request request, ClientRequestRules.Ruling.Refused ruling)
      throws IOException {
    relay.session().auditRefusal(ruling.event().what());
    String line = TerminalLine.of(ruling.explanation());
    if (ruling.endsUse()) {
      // A failure would be the protocol's word for it, but stock clients give up on the channel at
      // once and lose the line that says why. So the request is taken, and ends with the line.
      answer(request, true);
      relay.terminate(line, true);
      return;
    }
    if (hasTerminal) {
      relay.toClient().offer(new RelayUnit.Notice(line));
    } else if (withheldNotices.size() < ClientRequestRules.NOTICES_MAX) {
      withheldNotices.add(line);
    }
    answer(request, false);
  }

  /** Through the queue to the client, so that the answer does not overtake what was said. */
  private void answer(RelayUnit.Request request, boolean success) throws IOException {
    if (request.wantReply()) {
      ReplyLedger.Entry entry = relay.replies().awaitGateway();
      checkOverrun();
      if (!relay.toClient().offer(new RelayUnit.GatewayReply(entry, success))) {
        relay.session().onClientOverrun();
      }
    }
  }

  private RecordingId sessionId() {
    return relay.session().id();
  }

  private void checkOverrun() {
    if (relay.replies().isOverrun()) {
      relay.session().onClientOverrun();
    }
  }
}
