package dev.gatescribe.cli.custody;

import dev.gatescribe.cli.CommandFailedException;
import dev.gatescribe.session.Justification;
import picocli.CommandLine.Option;

/** Why. */
public final class ReasonOption {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why, in one line: it goes into the audit log and is shown.")
  private String reason = "";

  /** Picocli makes it. */
  public ReasonOption() {}

  /** The reason, before anybody is asked. */
  public String text() {
    try {
      return new Justification(reason).text();
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
  }
}
