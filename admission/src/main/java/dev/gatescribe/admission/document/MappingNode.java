package dev.gatescribe.admission.document;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keys and values. Asking for a key makes it known; {@link #refuseOthers} then refuses those nobody
 * asked for. Not for several threads at once.
 */
public final class MappingNode extends DocumentNode {

  /**
   * One key.
   *
   * @param place where the key stands
   */
  record Entry(Place place, DocumentNode value) {}

  private final Map<String, Entry> entries;
  private final Set<String> asked = new LinkedHashSet<>();

  MappingNode(Place place, Problems problems, Map<String, Entry> entries) {
    super(place, problems);
    this.entries = new LinkedHashMap<>(entries);
  }

  /** Whether the key is there. Asking makes it known. */
  public boolean has(String key) {
    asked.add(key);
    return entries.containsKey(key);
  }

  /** The keys that are there, in the order of the file. For mappings whose keys are the user's. */
  public List<String> keys() {
    return List.copyOf(entries.keySet());
  }

  /** The value of a key that must be there. Empty if it is missing or wrong, which is noted. */
  public <T> Optional<T> required(String key, Reading<T> reading) {
    asked.add(key);
    Entry entry = entries.get(key);
    if (entry == null) {
      problems().add(place(), "the key " + key + " is missing");
      return Optional.empty();
    }
    return reading.read(entry.value());
  }

  /** The value of a key that may be missing. Empty if it is missing, or wrong, which is noted. */
  public <T> Optional<T> optional(String key, Reading<T> reading) {
    asked.add(key);
    Entry entry = entries.get(key);
    return entry == null ? Optional.empty() : reading.read(entry.value());
  }

  /** Refuses every key that was not asked for. */
  public void refuseOthers() {
    entries.forEach((key, entry) -> {
      if (!asked.contains(key)) {
        problems().add(entry.place(), "unknown key; " + expectation(key));
      }
    });
  }

  private String expectation(String key) {
    String known = "expected one of " + String.join(", ", asked);
    if (problems().isFull()) {
      return known;
    }
    return Suggestion.among(key, asked)
        .map(suggestion -> "did you mean " + suggestion + "?")
        .orElse(known);
  }

  @Override
  String description() {
    return "a mapping";
  }

  @Override
  public String toString() {
    return "MappingNode[" + path() + "]";
  }
}
