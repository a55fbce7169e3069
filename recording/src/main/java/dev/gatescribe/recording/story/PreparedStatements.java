package dev.gatescribe.recording.story;

import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The texts that a client has prepared and the portals that it has bound: what an execution refers
 * to by name. A name stands for what was prepared or bound under it last.
 */
final class PreparedStatements {
  /** A statement longer than this is data, and its beginning tells what it does. */
  static final int TEXT_MAX_BYTES = 64 * 1024;

  /** Room for many short values, or for the beginning of a long one. */
  static final int VALUES_MAX_BYTES = 64 * 1024;

  private final Remembered<Prepared> prepared = new Remembered<>();
  private final Remembered<Bound> portals = new Remembered<>();

  /** A text with the types of its parameters. */
  record Prepared(ContentKeeper text, List<Integer> parameterTypes) implements Remembered.Weighed {
    @Override
    public long keptBytes() {
      return text.keptBytes() + (long) Integer.BYTES * parameterTypes.size();
    }
  }

  /**
   * A portal.
   *
   * @param prepared null if it is not known what was bound
   */
  record Bound(String name, @Nullable Prepared prepared, ContentKeeper values)
      implements Remembered.Weighed {
    @Override
    public long keptBytes() {
      return values.keptBytes();
    }
  }

  /** Returns what takes further pieces of the text. */
  ContinuedContent prepare(DatabaseEvent.StatementPrepared event) {
    ContentKeeper text = new ContentKeeper(TEXT_MAX_BYTES);
    text.append(event.content());
    prepared.put(event.name(), new Prepared(text, event.parameterTypes()));
    return more -> prepared.grown(growth(text, more));
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
