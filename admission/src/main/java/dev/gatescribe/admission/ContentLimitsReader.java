package dev.gatescribe.admission;

import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.document.ScalarNode;
import dev.gatescribe.session.ContentLimits;
import java.util.Optional;

/** Reads {@code content}: how much of it recordings keep. */
final class ContentLimitsReader {

  /**
   * What is kept of a direction of a stream without a terminal if nothing else is said: all that
   * people move by hand, and not the backup that a script fetches every night.
   */
  static final long DEFAULT_STREAM_CAP_BYTES = 256L * 1024 * 1024;

  /** If nothing is said, nobody's work ends for its length. */
  static final ContentLimits DEFAULTS =
      new ContentLimits(DEFAULT_STREAM_CAP_BYTES, ContentLimits.UNLIMITED);

  /** More is no bound: at a gigabyte a second it would be reached after twelve days. */
  static final long LARGEST = 1024L * 1024 * 1024 * 1024 * 1024;

  /** Less would end a session before its first screen is drawn. */
  static final long SMALLEST_BUDGET = 64L * 1024;

  private ContentLimitsReader() {}

  /**
   * The reading of a mapping.
   *
   * @param otherwise what holds where it says nothing
   */
  static Reading<ContentLimits> reading(ContentLimits otherwise) {
    return Readings.mapping(mapping -> Optional.of(read(mapping, otherwise)));
  }

  private static ContentLimits read(MappingNode mapping, ContentLimits otherwise) {
    return new ContentLimits(
        mapping
            .optional("streamCap", orUnlimited(Readings.byteSize(0, LARGEST)))
            .orElse(otherwise.streamCapBytes()),
        mapping
            .optional("sessionBudget", orUnlimited(Readings.byteSize(SMALLEST_BUDGET, LARGEST)))
            .orElse(otherwise.budgetBytes()));
  }

  private static Reading<Long> orUnlimited(Reading<Long> size) {
    return node ->
        node instanceof ScalarNode scalar && scalar.text().equals("unlimited")
            ? Optional.of(ContentLimits.UNLIMITED)
            : size.read(node);
  }
}
