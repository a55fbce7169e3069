package dev.gatescribe.session.event;

/** A word that stands in recordings as a number. Numbers are never used twice. */
public interface WireCoded {
  int wireCode();
}
