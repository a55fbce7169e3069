package dev.gatescribe.recording.keyframe;

import dev.gatescribe.recording.derive.DerivedNames;
import dev.gatescribe.recording.format.Sha256;
import dev.gatescribe.recording.keyframe.KeyFrameIndex.Entry;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.RecordingId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gathers key frames into objects, and lists them; the index comes last. */
final class KeyFrameWriter {
  /** A seek reads one such object, and only one is held while they are made. */
  static final int OBJECT_BYTES = 256 * 1024;

  /** An object is begun anew before it would grow beyond this; the reader takes no larger one. */
  static final int OBJECT_MAX_BYTES = OBJECT_BYTES + 2 * KeyFrameCodec.MAX_BYTES;

  private final ObjectStore store;
  private final RecordingId id;
  private final ByteArrayOutputStream object = new ByteArrayOutputStream();
  private final List<String> objects = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Integer, Entry> newest = new HashMap<>();

  KeyFrameWriter(ObjectStore store, RecordingId id) {
    this.store = store;
    this.id = id;
  }

  /** How many frames are listed. */
  int count() {
    return entries.size();
  }

  /** Keeps what a stream shows now; if that has not changed, only says so. */
  void keep(int stream, StreamScreen screen, boolean closed, long nextSequence, long offsetMicros)
      throws IOException {
    Entry before = newest.get(stream);
    if (!screen.hasChanged() && before != null) {
      add(
          new Entry(
              stream,
              closed,
              nextSequence,
              offsetMicros,
              before.object(),
              before.position(),
              before.length()));
      return;
    }
    KeyFrame frame = screen.frame();
    if (!KeyFrameCodec.fits(frame)) {
      newest.remove(stream); // What was kept last is not what is shown any more.
      return;
    }
    byte[] bytes = KeyFrameCodec.encode(frame);
    int position = object.size();
    object.writeBytes(bytes);
    add(
        new Entry(
            stream, closed, nextSequence, offsetMicros, objects.size(), position, bytes.length));
    if (object.size() >= OBJECT_BYTES) {
      storeObject();
    }
  }

  /** Stores what is left, and the index. */
  void finish() throws IOException {
    if (object.size() > 0) {
      storeObject();
    }
    store.put(DerivedNames.screenIndex(id), new KeyFrameIndex(objects, entries).encode(id));
  }

  private void add(Entry entry) {
    entries.add(entry);
    newest.put(entry.stream(), entry);
  }

  private void storeObject() throws IOException {
    byte[] bytes = object.toByteArray();
    object.reset();
    String sha256 = Sha256.hex(bytes);
    // Named by what is in it: what an interrupted attempt left can be in nobody's way.
    store.put(DerivedNames.screenFrames(id, sha256), bytes);
    objects.add(sha256);
  }
}
