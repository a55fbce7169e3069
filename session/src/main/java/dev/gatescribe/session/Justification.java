package dev.gatescribe.session;

/**
 * Why somebody does something that is asked about later: one line that people typed.
 *
 * @param text is not blank, and has no line breaks or invisible characters
 */
public record Justification(String text) {
  /** A ticket's number and a sentence fit well; more belongs into the ticket. */
  public static final int MAX_CHARACTERS = 500;

  /**
   * @throws IllegalArgumentException with a sentence for people if the text is none
   */
  public Justification {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a reason is required");
    }
    if (text.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "a reason has at most " + MAX_CHARACTERS + " characters; put the rest into a ticket");
    }
    if (!text.codePoints().allMatch(Justification::isVisible)) {
      throw new IllegalArgumentException(
          "a reason is one line, without control or other invisible characters");
    }
  }

  private static boolean isVisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
