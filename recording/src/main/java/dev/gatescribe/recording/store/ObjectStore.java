package dev.gatescribe.recording.store;

import java.io.IOException;
import java.util.List;

/**
 * Where segments and manifests live. Objects are written whole and never changed; what retention or
 * an operator deletes goes as a whole.
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
   * Removes an object for good, and everything else that the store keeps under its name. When this
   * returns, a loss of power does not bring it back. Removing what is not there does nothing.
   *
   * @throws ObjectLockedException if the store's own lock forbids it; the object as it was put is
   *     still there then
   * @throws IOException if the store cannot be reached; some of what is under the name may be gone,
   *     the object as it was put goes last
   */
  void delete(String name) throws IOException;

  /**
   * What the store itself holds against the deletion of an object; {@link ObjectLock#NONE} where
   * the store knows no locks, and for an object that is not there.
   *
   * @throws IOException if the store cannot be reached
   */
  default ObjectLock lock(String name) throws IOException {
    return ObjectLock.NONE;
  }

  /**
   * Has the store itself keep an object, or no longer, where it can. Doing it again does nothing.
   *
   * @return whether the store can
   * @throws java.nio.file.NoSuchFileException if there is no such object
   * @throws IOException if the store cannot be reached
   */
  default boolean setLegalHold(String name, boolean on) throws IOException {
    return false;
  }

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
