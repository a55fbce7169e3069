package dev.gatescribe.recording.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text with the types of its parameters, which may turn out not to hold: then its name stands for
 * what it stood for before.
 */
final class Prepared implements Remembered.Weighed {
  private final ContentKeeper text;
  private final List<Integer> parameterTypes;
  private @Nullable Prepared before;
  private boolean failed;

  /**
   * @param before what the name stands for if this fails; null if that is not known
   */
  Prepared(ContentKeeper text, List<Integer> parameterTypes, @Nullable Prepared before) {
    this.text = text;
    this.parameterTypes = parameterTypes;
    this.before = before;
  }

  ContentKeeper text() {
    return text;
  }

  List<Integer> parameterTypes() {
    return parameterTypes;
  }

  void fail() {
    failed = true;
  }

  /** It can no longer fail, so what was before is needed no more. */
  void settle() {
    if (!failed) {
      before = null;
    }
  }

  /** What the name stands for by now; null if that is not known. */
  @Nullable Prepared standing() {
    Prepared standing = this;
    while (standing != null && standing.failed) {
      standing = standing.before;
    }
    return standing;
  }

  @Override
  public long keptBytes() {
    return text.keptBytes() + (long) Integer.BYTES * parameterTypes.size();
  }
}
