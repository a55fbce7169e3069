package dev.gatescribe.admission.document;

import java.io.Serializable;
import java.util.Objects;

/**
 * One thing that is wrong with a document.
 *
 * @param file the file as it was named to us
 * @param line first line is 1; 0 if the file as a whole is meant
 * @param column first column is 1, counted in characters; 0 if the file as a whole is meant
 * @param path where in the structure, such as {@code targets[0].address}; empty for the root
 * @param message what is wrong and what was expected; never a secret
 */
public record DocumentProblem(String file, int line, int column, String path, String message)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public DocumentProblem {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(message, "message");
  }

  /** {@code FILE:LINE:COLUMN: PATH: MESSAGE}, the form that editors and people can follow. */
  @Override
  public String toString() {
    String where = line == 0 ? file : file + ":" + line + ":" + column;
    return path.isEmpty() ? where + ": " + message : where + ": " + path + ": " + message;
  }
}
