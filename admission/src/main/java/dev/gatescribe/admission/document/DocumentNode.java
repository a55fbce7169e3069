package dev.gatescribe.admission.document;

import java.nio.file.Path;

/** A part of a document that knows where it stands. */
public abstract sealed class DocumentNode permits ScalarNode, SequenceNode, MappingNode {
  private final Place place;
  private final Problems problems;

  DocumentNode(Place place, Problems problems) {
    this.place = place;
    this.problems = problems;
  }

  /** The line it begins on; the first is 1. */
  public final int line() {
    return place.line();
  }

  /** Its line, and its file if that is another one than where {@code other} stands. */
  public final String lineAsSeenFrom(DocumentNode other) {
    return "line "
        + line()
        + (problems == other.problems ? "" : " of " + VisibleText.whole(problems.file()));
  }

  /** Where it stands in the structure, such as {@code targets[0].address}. */
  public final String path() {
    return place.path();
  }

  /**
   * Notes that this part is wrong. The document is then refused by {@link Document#refuseIfWrong}.
   *
   * @param wrong what is wrong; shows the offending value with {@link VisibleText}, never a secret
   * @param expected what should stand here
   */
  public final void refuse(String wrong, String expected) {
    refuse(wrong + "; expected " + expected);
  }

  /** The same in one sentence of the caller's own. */
  public final void refuse(String message) {
    problems.add(place, message);
  }

  /** The folder that relative paths start from: the one the document is in. */
  final Path folder() {
    return problems.folder();
  }

  final Place place() {
    return place;
  }

  final Problems problems() {
    return problems;
  }

  /** What it is, in words for a message: never the content. */
  abstract String description();
}
