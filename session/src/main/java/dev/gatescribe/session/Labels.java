package dev.gatescribe.session;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a target is marked with, such as {@code environment: production}: keys and values in the
 * syntax of Kubernetes' labels. By them policies choose targets, and rules of retention choose
 * recordings.
 *
 * @param values by key, in the order of the keys
 */
public record Labels(SortedMap<String, String> values) {
  /** A target with more is described, not marked; and all of them stand in every recording. */
  public static final int MAX_LABELS = 32;

  public static final Labels NONE = new Labels(Collections.emptySortedMap());

  private static final String NAME = "[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";
  private static final String DNS_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

  /** The prefix is a DNS name, of at most 253 characters. */
  private static final Pattern KEY =
      Pattern.compile("(?:(?=[^/]{1,253}/)" + DNS_LABEL + "(?:\\." + DNS_LABEL + ")*/)?" + NAME);

  private static final Pattern VALUE = Pattern.compile("(?:" + NAME + ")?");

  /**
   * @throws IllegalArgumentException if a key or value is none, or there are too many
   */
  public Labels {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    if (values.size() > MAX_LABELS) {
      throw new IllegalArgumentException("more than " + MAX_LABELS + " labels");
    }
    values.forEach((key, value) -> {
      if (!isKey(key) || !isValue(value)) {
        throw new IllegalArgumentException("not a label: " + key + "=" + value);
      }
    });
  }

  public static Labels of(Map<String, String> values) {
    return values.isEmpty() ? NONE : new Labels(new TreeMap<>(values));
  }

  public static boolean isKey(String text) {
    return KEY.matcher(text).matches();
  }

  public static boolean isValue(String text) {
    return VALUE.matcher(text).matches();
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** Whether each of the wanted labels is here, with the same value. */
  public boolean include(Labels wanted) {
    return values.entrySet().containsAll(wanted.values.entrySet());
  }

  /** {@code environment=production team=payments}; empty if there are none. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    values.forEach((key, value) ->
        text.append(text.isEmpty() ? "" : " ").append(key).append('=').append(value));
    return text.toString();
  }
}
