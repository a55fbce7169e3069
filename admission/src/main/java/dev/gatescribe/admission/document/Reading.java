package dev.gatescribe.admission.document;

import java.util.Optional;

/** Turns a node into a value. {@link Readings} has the common ones. */
@FunctionalInterface
public interface Reading<T> {

  /** The value. Empty if the node is wrong, and then the problem was noted on the node. */
  Optional<T> read(DocumentNode node);
}
