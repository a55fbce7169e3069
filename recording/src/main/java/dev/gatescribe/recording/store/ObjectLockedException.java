package dev.gatescribe.recording.store;

import java.io.IOException;

/** The store itself refuses to delete an object now. Trying again helps only when the lock ends. */
public final class ObjectLockedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient ObjectLock lock;

  public ObjectLockedException(String name, ObjectLock lock) {
    super("the store refuses to delete " + name + ": " + lock);
    this.lock = lock;
  }

  public ObjectLock lock() {
    return lock;
  }
}
