package dev.gatescribe.admission.document;

/** A value with the node it came from, for checks that need other parts of the document. */
public record Located<T>(T value, DocumentNode node) {}
