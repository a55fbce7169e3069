package dev.gatescribe.admission;

import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.session.ContentLimits;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.RecordingTerms.Demand;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads {@code recording} of policies.
 *
 * @param durability of recordings of whose policies say nothing of it
 * @param content likewise how much they keep
 */
record RecordingTermsReading(Durability durability, ContentLimits content) {

  /** What an event survives once it is accepted. */
  static final Reading<Durability> DURABILITY =
      Readings.word(
          "a durability",
          Arrays.stream(Durability.values())
              .collect(Collectors.toMap(Durability::code, Function.identity())));

  private static final Reading<Demand> DEMAND =
      Readings.word(
          "what is asked of recordings",
          Map.of("required", Demand.REQUIRED, "best-effort", Demand.BEST_EFFORT));

  RecordingTerms otherwise() {
    return new RecordingTerms(Demand.REQUIRED, durability, content);
  }

  Reading<RecordingTerms> reading() {
    return Readings.mapping(part -> Optional.of(terms(part)));
  }

  private RecordingTerms terms(MappingNode part) {
    return new RecordingTerms(
        part.optional("demand", DEMAND).orElse(Demand.REQUIRED),
        part.optional("durability", DURABILITY).orElse(durability),
        part.optional("content", ContentLimitsReader.reading(content)).orElse(content));
  }
}
