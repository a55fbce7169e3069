package dev.gatescribe.cli.reconcile;

/** Where something stands in a log. Lines are counted from 1. */
public record LogPlace(String file, long line) {
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
