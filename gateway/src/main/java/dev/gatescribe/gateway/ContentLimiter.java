package dev.gatescribe.gateway;

import dev.gatescribe.session.ContentLimits;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.ContentFlow.Carrier;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.LimitEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Decides how much of the content of streams without a terminal, of copied data, of results and of
 * bodies is recorded, and sees to it that the recording says where it stops.
 *
 * <p>What a person sees or types on a terminal, commands, statements and bound values pass as they
 * are: they are what a recording is for, and small.
 *
 * <p>The bytes of one flow come in order, from one thread at a time. What they become is appended
 * under a lock of their carrier, so that the end of the session cannot come in between.
 */
final class ContentLimiter {
  private static final CompletableFuture<Void> ACCEPTED = CompletableFuture.completedFuture(null);

  /** A database session answers one statement after the other; all of them share one place. */
  private static final Place DATABASE = new Place(Carrier.STATEMENT, 0);

  private record Place(Carrier carrier, int number) {}

  private final long capBytes;
  private final Function<Event, CompletableFuture<Void>> append;
  private final Map<Place, Flows> places = new ConcurrentHashMap<>();
  private volatile boolean over;

  /**
   * @param append records an event; does not wait
   */
  ContentLimiter(ContentLimits limits, Function<Event, CompletableFuture<Void>> append) {
    this.capBytes = limits.streamCapBytes();
    this.append = append;
  }

  /** Records what is kept of an event, and what is to be said of the rest. Never waits. */
  CompletableFuture<Void> record(Event event) {
    if (capBytes == ContentLimits.UNLIMITED) {
      return append.apply(event);
    }
    return switch (event) {
      case Event.Input(var stream, var content) ->
          carry(ContentFlow.INPUT, stream, content, event, (c, _) -> new Event.Input(stream, c));
      case Event.Output(var stream, var content) ->
          carry(ContentFlow.OUTPUT, stream, content, event, (c, _) -> new Event.Output(stream, c));
      case Event.ErrorOutput(var stream, var content) ->
          carry(
              ContentFlow.ERROR_OUTPUT,
              stream,
              content,
              event,
              (c, _) -> new Event.ErrorOutput(stream, c));
      case Event.TerminalOpened opened -> {
        flowsOf(new Place(Carrier.STREAM, opened.stream())).openTerminal();
        yield append.apply(event);
      }
      case Event.EndOfInput(var stream) ->
          end(new Place(Carrier.STREAM, stream), event, ContentFlow.INPUT);
      case Event.EndOfOutput(var stream) ->
          end(
              new Place(Carrier.STREAM, stream),
              event,
              ContentFlow.OUTPUT,
              ContentFlow.ERROR_OUTPUT);
      case Event.StreamClosed(var stream) -> close(new Place(Carrier.STREAM, stream), event);
      case DatabaseEvent database -> recordDatabase(database);
      case KubernetesEvent kubernetes -> recordKubernetes(kubernetes);
      case Event.SessionStarted _, Event.SessionEnded _, Event.StreamOpened _ ->
          append.apply(event);
      case Event.TerminalResized _, Event.EnvironmentSet _, Event.ShellStarted _ ->
          append.apply(event);
      case Event.CommandStarted _, Event.SignalSent _, Event.BreakSent _, Event.Exited _ ->
          append.apply(event);
      case Event.Killed _, Event.Refused _, Event.Audited _, Event.UnknownEvent _ ->
          append.apply(event);
      case Event.TargetConnected _, LimitEvent _ -> append.apply(event);
    };
  }

  private CompletableFuture<Void> recordDatabase(DatabaseEvent event) {
    return switch (event) {
      case DatabaseEvent.CopyInput(var statement, var content) ->
          carry(
              ContentFlow.COPY_INPUT,
              statement,
              content,
              event,
              (c, _) -> new DatabaseEvent.CopyInput(statement, c));
      case DatabaseEvent.ResultReturned(var statement, var rows, var content) ->
          carry(
              ContentFlow.RESULT,
              statement,
              content,
              event,
              (c, first) -> new DatabaseEvent.ResultReturned(statement, first ? rows : 0, c));
      case DatabaseEvent.CopyInputEnded _ -> end(DATABASE, event, ContentFlow.COPY_INPUT);
      case DatabaseEvent.StatementEnded _ ->
          end(DATABASE, event, ContentFlow.COPY_INPUT, ContentFlow.RESULT);
      case DatabaseEvent.StartupParameterSet _, DatabaseEvent.StatementPrepared _ ->
          append.apply(event);
      case DatabaseEvent.PreparationFailed _, DatabaseEvent.ValuesBound _ -> append.apply(event);
      case DatabaseEvent.StatementStarted _, DatabaseEvent.ClientContentContinued _ ->
          append.apply(event);
      case DatabaseEvent.NoticeReceived _, DatabaseEvent.NotificationReceived _ ->
          append.apply(event);
      case DatabaseEvent.CancelRequested _, DatabaseEvent.TransactionChanged _ ->
          append.apply(event);
      case DatabaseEvent.MessagesForwarded _ -> append.apply(event);
    };
  }

  private CompletableFuture<Void> recordKubernetes(KubernetesEvent event) {
    return switch (event) {
      case KubernetesEvent.RequestBody(var request, var content) ->
          carry(
              ContentFlow.REQUEST_BODY,
              request,
              content,
              event,
              (c, _) -> new KubernetesEvent.RequestBody(request, c));
      case KubernetesEvent.ResponseBody(var request, var content) ->
          carry(
              ContentFlow.RESPONSE_BODY,
              request,
              content,
              event,
              (c, _) -> new KubernetesEvent.ResponseBody(request, c));
      case KubernetesEvent.RequestEnded(var request, _) ->
          close(new Place(Carrier.REQUEST, request), event);
      case KubernetesEvent.RequestStarted _, KubernetesEvent.ResponseStarted _ ->
          append.apply(event);
      case KubernetesEvent.RequestUpgraded _, KubernetesEvent.StreamAttached _ ->
          append.apply(event);
      case KubernetesEvent.RequestRefused _ -> append.apply(event);
    };
  }

  /** Tells of every flow that is still open how much it was; nothing more is recorded of them. */
  void end() {
    over = true;
    places.values().forEach(flows -> flows.endAll(new Appended()));
    places.clear();
  }

  private CompletableFuture<Void> carry(
      ContentFlow flow, int number, Content content, Event event, CappedFlow.Unit unit) {
    return switch (content) {
      // A unit without bytes begins no flow.
      case Content.Clear clear when clear.length() == 0 -> append.apply(event);
      case Content.Clear clear -> {
        Place place =
            flow.carrier() == Carrier.STATEMENT ? DATABASE : new Place(flow.carrier(), number);
        yield flowsOf(place).carry(flow, number, clear, event, unit);
      }
      // What is not there already needs no cap.
      case Content.Withheld _ -> append.apply(event);
    };
  }

  private CompletableFuture<Void> end(Place place, Event event, ContentFlow... ended) {
    Flows flows = places.get(place);
    return flows == null ? append.apply(event) : flows.end(event, ended);
  }

  private CompletableFuture<Void> close(Place place, Event event) {
    Flows flows = places.remove(place);
    return flows == null ? append.apply(event) : flows.end(event, ContentFlow.values());
  }

  private Flows flowsOf(Place place) {
    return places.computeIfAbsent(place, _ -> new Flows());
  }

  /** The flows of one stream or request, or of all statements. */
  private final class Flows {
    private final Map<ContentFlow, CappedFlow> open = new EnumMap<>(ContentFlow.class);
    private boolean terminal;

    synchronized void openTerminal() {
      terminal = true;
    }

    synchronized CompletableFuture<Void> carry(
        ContentFlow flow, int number, Content.Clear content, Event event, CappedFlow.Unit unit) {
      if (over) {
        return CompletableFuture.failedFuture(new RecordingException("the recording has ended"));
      }
      CappedFlow known = open.get(flow);
      Appended appended = new Appended();
      if (known == null || known.number() != number) {
        // A flow that has begun stays what it is, also when a terminal is asked for behind it.
        if (terminal) {
          return append.apply(event);
        }
        if (known != null) {
          known.end(appended);
        }
        known = new CappedFlow(flow, number, capBytes);
        open.put(flow, known);
      }
      if (known.keeps(content.bytes())) {
        appended.accept(event);
      } else {
        known.limit(content.bytes(), unit, appended);
      }
      return appended.all();
    }

    synchronized CompletableFuture<Void> end(Event event, ContentFlow... ended) {
      Appended appended = new Appended();
      for (ContentFlow flow : ended) {
        CappedFlow known = open.get(flow);
        if (known != null) {
          known.end(appended);
          if (event instanceof DatabaseEvent.CopyInputEnded) {
            // One statement of several commands may copy more than once.
            open.remove(flow);
          }
        }
      }
      appended.accept(event);
      return appended.all();
    }

    synchronized void endAll(Appended appended) {
      open.values().forEach(flow -> flow.end(appended));
      open.clear();
    }
  }

  /** Appends events in order, as long as none fails, and knows when all of them are accepted. */
  private final class Appended implements Consumer<Event> {
    private List<CompletableFuture<Void>> pending = List.of();
    private boolean failed;

    @Override
    public void accept(Event event) {
      if (failed) {
        return;
      }
      CompletableFuture<Void> accepted = append.apply(event);
      if (!Tap.isAccepted(accepted)) {
        failed = accepted.isCompletedExceptionally();
        if (pending.isEmpty()) {
          pending = new ArrayList<>(1);
        }
        pending.add(accepted);
      }
    }

    CompletableFuture<Void> all() {
      return switch (pending.size()) {
        case 0 -> ACCEPTED;
        case 1 -> pending.getFirst();
        default -> CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new));
      };
    }
  }
}
