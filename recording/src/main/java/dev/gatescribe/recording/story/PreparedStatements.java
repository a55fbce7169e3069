package dev.gatescribe.recording.story;

import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import org.jspecify.annotations.Nullable;

/**
 * The texts that a client has prepared and the portals that it has bound: what an execution refers
 * to by name. A name stands for what was prepared or bound under it last, and did not fail.
 */
final class PreparedStatements {
  /** A statement longer than this is data, and its beginning tells what it does. */
  static final int TEXT_MAX_BYTES = 64 * 1024;

  /** Room for many short values, or for the beginning of a long one. */
  static final int VALUES_MAX_BYTES = 64 * 1024;

  private final Remembered<Prepared> prepared = new Remembered<>();
  private final UncertainPreparations uncertain = new UncertainPreparations();
  private final Remembered<Bound> portals = new Remembered<>();

  /**
   * A portal.
   *
   * @param sought what its name stood for when it was bound, unless that should fail; null if that
   *     is not known
   */
  record Bound(String name, @Nullable Prepared sought, ContentKeeper values)
      implements Remembered.Weighed {
    /** What was bound, as far as is known by now; null if that is not known. */
    @Nullable Prepared prepared() {
      return sought == null ? null : sought.standing();
    }

    @Override
    public long keptBytes() {
      return values.keptBytes();
    }
  }

  /** Returns what takes further pieces of the text. */
  ContinuedContent prepare(DatabaseEvent.StatementPrepared event) {
    ContentKeeper text = new ContentKeeper(TEXT_MAX_BYTES);
    text.append(event.content());
    Prepared before = prepared.get(event.name());
    Prepared now =
        new Prepared(text, event.parameterTypes(), before == null ? null : before.standing());
    prepared.put(event.name(), now);
    uncertain.add(now);
    return more -> {
      int growth = growth(text, more);
      prepared.grown(growth);
      uncertain.grown(growth);
    };
  }

  /** The target refused or skipped what was prepared as the {@code number}th. */
  void failed(int number) {
    uncertain.failed(number);
  }

  /** Returns what takes further pieces of the values. */
  ContinuedContent bind(DatabaseEvent.ValuesBound event) {
    ContentKeeper values = new ContentKeeper(VALUES_MAX_BYTES);
    values.append(event.content());
    portals.put(
        event.portal(), new Bound(event.prepared(), prepared.get(event.prepared()), values));
    return more -> portals.grown(growth(values, more));
  }

  @Nullable Bound portal(String name) {
    return portals.get(name);
  }

  private static int growth(ContentKeeper keeper, Content more) {
    int before = keeper.keptBytes();
    keeper.append(more);
    return keeper.keptBytes() - before;
  }

  /** Takes the pieces of a content after the first. */
  @FunctionalInterface
  interface ContinuedContent {
    void append(Content more);
  }
}
