package dev.gatescribe.admission.policy;

import java.util.List;

/**
 * Who is meant, and under which circumstances: any of {@code include}, all of {@code require}, none
 * of {@code exclude}.
 */
public record Audience(List<Selector> include, List<Selector> require, List<Selector> exclude) {
  public Audience {
    include = List.copyOf(include);
    require = List.copyOf(require);
    exclude = List.copyOf(exclude);
    if (include.isEmpty()) {
      throw new IllegalArgumentException("without include nobody is meant");
    }
  }
}
