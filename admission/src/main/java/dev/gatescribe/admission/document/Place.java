package dev.gatescribe.admission.document;

import java.util.Optional;

/**
 * Where something stands.
 *
 * @param line first line is 1; 0 for the file as a whole
 * @param column first column is 1
 * @param parent what it stands in; empty for the root. A path is put together only when a problem
 *     needs it, because most nodes never have one
 * @param segment the key as shown, or {@code [INDEX]}
 */
record Place(int line, int column, Optional<Place> parent, String segment) {

  static final Place WHOLE_FILE = new Place(0, 0, Optional.empty(), "");

  static Place root(int line, int column) {
    return new Place(line, column, Optional.empty(), "");
  }

  Place element(int line, int column, int index) {
    return new Place(line, column, Optional.of(this), "[" + index + "]");
  }

  Place key(int line, int column, String key) {
    return new Place(line, column, Optional.of(this), VisibleText.of(key));
  }

  String path() {
    String before = parent.map(Place::path).orElse("");
    boolean joined = before.isEmpty() || segment.isEmpty() || segment.startsWith("[");
    return joined ? before + segment : before + "." + segment;
  }
}
