package dev.gatescribe.admission.document;

import java.util.Set;

/** A single value. The text is as written: what it means is for the reading to say. */
public final class ScalarNode extends DocumentNode {
  private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

  private final String text;
  private final boolean plain;

  ScalarNode(Place place, Problems problems, String text, boolean plain) {
    super(place, problems);
    this.text = text;
    this.plain = plain;
  }

  /** The text, with quotes and escapes of YAML undone. */
  public String text() {
    return text;
  }

  /** Whether nothing stands here: no value, or YAML's null. */
  public boolean isNothing() {
    return plain && NOTHING.contains(text);
  }

  @Override
  String description() {
    return isNothing() ? "nothing" : "a single value";
  }

  /** Shows no text, because the text may be a secret in the wrong place. */
  @Override
  public String toString() {
    return "ScalarNode[" + path() + "]";
  }
}
