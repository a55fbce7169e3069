package dev.gatescribe.session;

/**
 * How much content a recording keeps.
 *
 * @param streamCapBytes of each direction of each stream without a terminal; what follows is
 *     counted and hashed. {@link #UNLIMITED} keeps all
 * @param budgetBytes of the session in all; it ends there. {@link #UNLIMITED} for no budget
 */
public record ContentLimits(long streamCapBytes, long budgetBytes) {

  /** As much as there is. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** Keeps everything. */
  public static final ContentLimits NONE = new ContentLimits(UNLIMITED, UNLIMITED);

  public ContentLimits {
    if (streamCapBytes < 0 || budgetBytes <= 0) {
      throw new IllegalArgumentException("a limit of content is not negative, a budget not empty");
    }
  }
}
