package dev.gatescribe.admission.document;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A document is refused. The message has one line for each problem. */
public final class DocumentException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ArrayList<DocumentProblem> problems;
  private final int omitted;

  DocumentException(List<DocumentProblem> problems, int omitted, @Nullable Throwable cause) {
    super(describe(problems, omitted), cause);
    this.problems = new ArrayList<>(problems);
    this.omitted = omitted;
  }

  /** One for several documents, in their order. */
  public static DocumentException of(List<DocumentException> refusals) {
    return new DocumentException(
        refusals.stream().flatMap(refusal -> refusal.problems.stream()).toList(),
        refusals.stream().mapToInt(refusal -> refusal.omitted).sum(),
        refusals.getFirst());
  }

  /** The problems in the order of the document; at least one. */
  public List<DocumentProblem> problems() {
    return List.copyOf(problems);
  }

  /** How many more there are than {@link #problems} holds. */
  public int omitted() {
    return omitted;
  }

  private static String describe(List<DocumentProblem> problems, int omitted) {
    String lines =
        problems.stream().map(DocumentProblem::toString).collect(Collectors.joining("\n"));
    return omitted == 0 ? lines : lines + "\nand " + omitted + " more";
  }
}
