package dev.gatescribe.admission.document;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one document. */
final class Problems {

  /** A document with more is not the one that was meant; the rest is counted and not kept. */
  static final int KEPT_PROBLEMS = 100;

  private final Path file;
  private final List<DocumentProblem> found = new ArrayList<>();
  private int omitted;

  Problems(Path file) {
    this.file = file;
  }

  /** The folder that relative paths in the document start from. */
  Path folder() {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  /** The file, as it was named to us. */
  String file() {
    return file.toString();
  }

  boolean isFull() {
    return found.size() >= KEPT_PROBLEMS;
  }

  void add(Place place, String message) {
    if (isFull()) {
      omitted++;
    } else {
      found.add(problem(place, message));
    }
  }

  void refuseIfAny() throws DocumentException {
    if (!found.isEmpty()) {
      throw new DocumentException(inOrder(), omitted, null);
    }
  }

  /** The exception for a problem after which reading cannot go on, with those found before. */
  DocumentException fatal(Place place, String message, @Nullable Throwable cause) {
    found.add(problem(place, message));
    return new DocumentException(inOrder(), omitted, cause);
  }

  private DocumentProblem problem(Place place, String message) {
    return new DocumentProblem(
        file.toString(), place.line(), place.column(), place.path(), message);
  }

  private List<DocumentProblem> inOrder() {
    return found.stream()
        .sorted(
            Comparator.comparingInt(DocumentProblem::line)
                .thenComparingInt(DocumentProblem::column))
        .toList();
  }
}
