package dev.gatescribe.testbed.bench;

import java.util.List;

/** Figures of a row of measurements. */
final class Median {
  private Median() {}

  static double of(List<Double> values) {
    return quantile(values, 0.5);
  }

  /** The value below which this share of the values lies, between neighbours by proportion. */
  static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    double place = share * (sorted.size() - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
  }
}
