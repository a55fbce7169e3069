package dev.gatescribe.gateway;

import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.LimitEvent;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When something last happened in a session whose policy bounds idleness.
 *
 * <p>Everything that is recorded counts but what a program writes on a terminal: a clock on an
 * abandoned screen is no work. A statement or request that is under way counts as long as it takes,
 * unless it became a stream, which counts by what passes.
 */
final class SessionActivity {
  private final Set<Integer> terminals = ConcurrentHashMap.newKeySet();
  private final Set<Integer> underWay = ConcurrentHashMap.newKeySet();
  private volatile long lastNanos = System.nanoTime();

  void onEvent(Event event) {
    boolean counts =
        switch (event) {
          case Event.Output(var stream, _) -> !terminals.contains(stream);
          case Event.ErrorOutput(var stream, _) -> !terminals.contains(stream);
          case Event.TerminalOpened opened -> {
            terminals.add(opened.stream());
            yield true;
          }
          case DatabaseEvent.StatementStarted started -> {
            underWay.add(started.statement());
            yield true;
          }
          case DatabaseEvent.StatementEnded ended -> {
            underWay.remove(ended.statement());
            yield true;
          }
          case KubernetesEvent.RequestStarted started -> {
            underWay.add(started.request());
            yield true;
          }
          case KubernetesEvent.RequestUpgraded upgraded -> {
            underWay.remove(upgraded.request());
            yield true;
          }
          case KubernetesEvent.RequestEnded ended -> {
            underWay.remove(ended.request());
            yield true;
          }
          case Event.SessionStarted _, Event.SessionEnded _, Event.TargetConnected _ -> true;
          case Event.StreamOpened _, Event.StreamClosed _, Event.EnvironmentSet _ -> true;
          case Event.TerminalResized _, Event.ShellStarted _, Event.CommandStarted _ -> true;
          case Event.Input _, Event.EndOfInput _, Event.EndOfOutput _ -> true;
          case Event.SignalSent _, Event.BreakSent _, Event.Exited _, Event.Killed _ -> true;
          case Event.Refused _, Event.Audited _, Event.UnknownEvent _ -> true;
          case DatabaseEvent _, KubernetesEvent _, LimitEvent _ -> true;
        };
    if (counts) {
      lastNanos = System.nanoTime();
    }
  }

  /** For how long nothing has happened. */
  Duration quiet() {
    return underWay.isEmpty()
        ? Duration.ofNanos(Math.max(0, System.nanoTime() - lastNanos))
        : Duration.ZERO;
  }
}
