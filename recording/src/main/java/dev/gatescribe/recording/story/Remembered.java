package dev.gatescribe.recording.story;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Named contents, of which those that were not used for longest are forgotten. */
final class Remembered<V extends Remembered.Weighed> {
  /** Far above the statements that drivers keep prepared at a time (a few hundred). */
  static final int MOST_NAMES = 8192;

  /** Texts of statements are about a kilobyte; this is room for thousands. */
  static final long MOST_BYTES = 8L * 1024 * 1024;

  /** Something whose content may grow while it is remembered. */
  interface Weighed {
    long keptBytes();
  }

  private final Map<String, V> values = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  void put(String name, V value) {
    V before = values.put(name, value);
    bytes += weight(name, value) - (before == null ? 0 : weight(name, before));
    forget();
  }

  @Nullable V get(String name) {
    return values.get(name);
  }

  /** One of the values has grown by so many bytes. */
  void grown(long more) {
    bytes += more;
    forget();
  }

  private void forget() {
    // The one that was put last is the last to go, so that its own growth never removes it.
    while (values.size() > MOST_NAMES || (bytes > MOST_BYTES && values.size() > 1)) {
      var eldest = values.entrySet().iterator().next();
      bytes -= weight(eldest.getKey(), eldest.getValue());
      values.remove(eldest.getKey());
    }
  }

  private static long weight(String name, Weighed value) {
    return name.length() + value.keptBytes();
  }
}
