package dev.gatescribe.admission.document;

import java.util.List;

/** A list. */
public final class SequenceNode extends DocumentNode {
  private final List<DocumentNode> elements;

  SequenceNode(Place place, Problems problems, List<DocumentNode> elements) {
    super(place, problems);
    this.elements = List.copyOf(elements);
  }

  public List<DocumentNode> elements() {
    return elements;
  }

  @Override
  String description() {
    return "a list";
  }

  @Override
  public String toString() {
    return "SequenceNode[" + path() + "]";
  }
}
