package dev.gatescribe.gateway.k8s.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A field selector, such as {@code metadata.name=web,status.phase!=Failed}, as far as it says which
 * one object is meant (Kubernetes, apimachinery, package fields).
 *
 * @param terms in their order
 */
record FieldSelector(List<Term> terms) {

  /** The longer ones first, because they begin with the shorter one. */
  private static final List<String> OPERATORS = List.of("!=", "==", "=");

  /** One condition. */
  record Term(String field, boolean equal, String value) {}

  /** Reads a selector; empty if the API server would not understand it. */
  static Optional<FieldSelector> parse(String text) {
    List<Term> terms = new ArrayList<>();
    for (String part : split(text)) {
      if (part.isEmpty()) {
        continue;
      }
      Optional<Term> term = term(part);
      if (term.isEmpty()) {
        return Optional.empty();
      }
      terms.add(term.get());
    }
    return Optional.of(new FieldSelector(terms));
  }

  /** The value that the field must have, if one is demanded. */
  Optional<String> exactly(String field) {
    return terms.stream()
        .filter(term -> term.equal() && term.field().equals(field))
        .map(Term::value)
        .findFirst();
  }

  /** At the commas that no backslash stands before. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    boolean escaped = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (escaped) {
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (c == ',') {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static Optional<Term> term(String part) {
    for (int i = 0; i < part.length(); i++) {
      for (String operator : OPERATORS) {
        if (part.startsWith(operator, i)) {
          String field = part.substring(0, i);
          return value(part.substring(i + operator.length()))
              .map(value -> new Term(field, !operator.equals("!="), value));
        }
      }
    }
    return Optional.empty();
  }

  /** Without its backslashes; empty if it holds a comma or equals sign that has none. */
  private static Optional<String> value(String raw) {
    StringBuilder value = new StringBuilder();
    boolean escaped = false;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      boolean special = c == '\\' || c == ',' || c == '=';
      if (escaped) {
        if (!special) {
          return Optional.empty();
        }
        value.append(c);
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (special) {
        return Optional.empty();
      } else {
        value.append(c);
      }
    }
    return escaped ? Optional.empty() : Optional.of(value.toString());
  }
}
