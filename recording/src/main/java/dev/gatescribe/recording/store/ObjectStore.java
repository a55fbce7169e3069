package dev.gatescribe.recording.store;

import java.io.IOException;
import java.util.List;

/**
 * Where segments and manifests live. Objects are written whole and never changed.
 *
 * <p>A name is made of parts of lower-case letters, digits, dots and dashes, with slashes between.
 */
public interface ObjectStore {

  /**
   * Stores an object; when this returns, it survives a loss of power. Storing the same bytes under
   * the same name again does nothing.
   *
   * @throws ObjectConflictException if other bytes are stored under this name
   * @throws IOException if the store cannot be reached or is full; trying again is allowed
   */
  void put(String name, byte[] bytes) throws IOException;

  /**
   * The bytes of an object.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws UnreadableObjectException if it is larger than {@code maxBytes}, or is none that was
   *     put
   * @throws IOException if the store cannot be reached
   */
  byte[] get(String name, int maxBytes) throws IOException;

  /**
   * The next parts of all names that begin with {@code folder}, in the order of their bytes; parts
   * that have more below them end with a slash. Empty if there are none.
   *
   * @param folder empty, or ending with a slash
   */
  List<String> children(String folder) throws IOException;

  /**
   * What was done to the objects directly in {@code folder} after they were put, where the store
   * keeps versions. {@link #get} and {@link #children} do not see it: the object is the version
   * that was put first. A store without versions has none.
   *
   * @param folder empty, or ending with a slash
   * @throws IOException if the store cannot be reached
   */
  default List<LaterVersion> laterVersions(String folder) throws IOException {
    return List.of();
  }
}
