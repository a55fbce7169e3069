package dev.gatescribe.recording.story;

import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.util.ArrayList;
import java.util.List;

/** Events a millisecond apart, and what a storyteller makes of them. */
final class Told<S> {
  static final long EVENT_EVERY_MICROS = 1000;

  final List<S> stories = new ArrayList<>();
  private final Storyteller<S> teller;
  private long sequence;

  Told(Storyteller<S> teller) {
    this.teller = teller;
  }

  /** What is told of these events and of nothing else. */
  static <S> List<S> all(Storyteller<S> teller, List<? extends Event> events) {
    Told<S> told = new Told<>(teller);
    events.forEach(told::add);
    teller.end(told.stories::add);
    return told.stories;
  }

  void add(Event event) {
    teller.accept(new TimedEvent(sequence, sequence * EVENT_EVERY_MICROS, event), stories::add);
    sequence++;
  }
}
