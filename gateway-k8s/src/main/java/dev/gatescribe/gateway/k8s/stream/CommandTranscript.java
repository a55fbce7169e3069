package dev.gatescribe.gateway.k8s.stream;

import dev.gatescribe.gateway.k8s.wire.ChannelSignal;
import dev.gatescribe.gateway.k8s.wire.WireException;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.StreamPurpose;
import dev.gatescribe.session.event.StreamVisibility;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An exec or attach: one stream of the recording with input, output, error output, the sizes of the
 * terminal, and how it ended.
 */
final class CommandTranscript implements Transcript {

  private final int request;
  private final int stream;
  private final boolean exec;
  private final String container;
  private final List<String> command;
  private final boolean terminal;
  private final boolean numbered;
  private final Directions directions;
  private final TerminalSizes sizes = new TerminalSizes();
  private final CommandOutcome outcome;
  private final Map<Integer, CommandChannel> opened = new HashMap<>();
  private boolean terminalOpened;
  private boolean inputEnded;
  private boolean closed;

  CommandTranscript(Transcripts agreed, Directions directions, boolean numbered) {
    this.request = agreed.request();
    this.stream = agreed.nextStream().getAsInt();
    this.exec = agreed.info().resource().subresource().equals("exec");
    this.container = agreed.target().parameter("container");
    this.command = agreed.target().parameters("command");
    this.terminal = agreed.target().flag("tty");
    this.numbered = numbered;
    this.directions = directions;
    this.outcome = new CommandOutcome(request, stream);
  }

  @Override
  public List<Event> opening() {
    List<Event> events = new ArrayList<>();
    events.add(new Event.StreamOpened(stream, StreamVisibility.CONTENT));
    events.add(
        new KubernetesEvent.StreamAttached(
            request, stream, exec ? StreamPurpose.EXEC : StreamPurpose.ATTACH, container));
    if (exec) {
      events.add(new Event.CommandStarted(stream, Content.of(ShellWords.join(command))));
    }
    return events;
  }

  @Override
  public List<Event> fromClient(ByteBuffer bytes) throws WireException {
    List<Event> events = new ArrayList<>();
    for (ChannelSignal signal : directions.client().decode(bytes)) {
      onSignal(signal, true, events);
    }
    return events;
  }

  @Override
  public List<Event> fromUpstream(ByteBuffer bytes) throws WireException {
    List<Event> events = new ArrayList<>();
    for (ChannelSignal signal : directions.upstream().decode(bytes)) {
      onSignal(signal, false, events);
    }
    return events;
  }

  @Override
  public boolean isConcluded() {
    return outcome.isSaid();
  }

  @Override
  public List<Event> closing() {
    if (closed) {
      return List.of();
    }
    closed = true;
    return List.of(new Event.StreamClosed(stream));
  }

  private void onSignal(ChannelSignal signal, boolean fromClient, List<Event> events)
      throws WireException {
    switch (signal) {
      case ChannelSignal.Opened(int channel, Map<String, String> headers) ->
          open(channel, headers, fromClient);
      case ChannelSignal.Data(int channel, ByteBuffer bytes) ->
          onData(channelOf(channel), bytes, fromClient, events);
      case ChannelSignal.MessageEnded(int channel) ->
          onEnd(channelOf(channel), fromClient, false, events);
      case ChannelSignal.Ended(int channel) -> onEnd(channelOf(channel), fromClient, true, events);
      case ChannelSignal.Reset(int channel) -> onEnd(channelOf(channel), fromClient, true, events);
    }
  }

  private void open(int channel, Map<String, String> headers, boolean fromClient)
      throws WireException {
    CommandChannel said = CommandChannel.ofName(headers.getOrDefault("streamtype", ""));
    if (!fromClient || opened.containsValue(said) || opened.put(channel, said) != null) {
      throw new WireException("a stream that is opened twice, or by the wrong side");
    }
  }

  private CommandChannel channelOf(int channel) throws WireException {
    if (numbered) {
      return CommandChannel.ofNumber(channel);
    }
    CommandChannel known = opened.get(channel);
    if (known == null) {
      throw new WireException("a stream that was not opened");
    }
    return known;
  }

  private void onData(
      CommandChannel channel, ByteBuffer bytes, boolean fromClient, List<Event> events)
      throws WireException {
    if (channel.isFromClient() != fromClient) {
      throw new WireException("bytes on a channel of the other side");
    }
    switch (channel) {
      case STDIN -> {
        openTerminal(events);
        events.add(new Event.Input(stream, new Content.Clear(bytes)));
      }
      case STDOUT -> {
        openTerminal(events);
        events.add(new Event.Output(stream, new Content.Clear(bytes)));
      }
      case STDERR -> events.add(new Event.ErrorOutput(stream, new Content.Clear(bytes)));
      case ERROR -> outcome.add(bytes);
      case RESIZE -> {
        for (TerminalSizes.Size size : sizes.read(bytes)) {
          events.add(
              terminalOpened
                  ? new Event.TerminalResized(stream, size.columns(), size.rows())
                  : new Event.TerminalOpened(stream, "", size.columns(), size.rows()));
          terminalOpened = true;
        }
      }
    }
  }

  /** A terminal whose size is not known when something appears on it, has none. */
  private void openTerminal(List<Event> events) {
    if (terminal && !terminalOpened) {
      terminalOpened = true;
      events.add(new Event.TerminalOpened(stream, "", 0, 0));
    }
  }

  private void onEnd(
      CommandChannel channel, boolean fromClient, boolean forGood, List<Event> events) {
    if (channel == CommandChannel.ERROR && !fromClient) {
      events.addAll(outcome.end());
    } else if (channel == CommandChannel.STDIN && fromClient && forGood && !inputEnded) {
      inputEnded = true;
      events.add(new Event.EndOfInput(stream));
    }
  }
}
