package dev.gatescribe.recording.screen;

/** What DECSC keeps and DECRC brings back. */
record SavedCursor(int column, int row, long style, Charsets charsets) {
  static final SavedCursor HOME = new SavedCursor(0, 0, CellStyle.PLAIN, Charsets.ASCII);
}
