package dev.gatescribe.recording.story;

import dev.gatescribe.session.event.TimedEvent;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes stories of the events of one recording, which it is given all and in order.
 *
 * @param <S> the kind of story
 */
public sealed interface Storyteller<S> permits StatementStoryteller, RequestStoryteller {
  /**
   * Takes the next event.
   *
   * @param told is given each story to which nothing more will be added
   */
  void accept(TimedEvent timed, Consumer<S> told);

  /** What is known of the stories that are not told yet, in the order in which they began. */
  List<S> open();

  /** There are no more events: tells what is {@link #open}, too. */
  void end(Consumer<S> told);
}
