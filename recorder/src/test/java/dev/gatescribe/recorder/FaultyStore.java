package dev.gatescribe.recorder;

import dev.gatescribe.recording.store.ObjectConflictException;
import dev.gatescribe.recording.store.ObjectLock;
import dev.gatescribe.recording.store.ObjectStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in memory whose puts can be made to block or to fail. */
final class FaultyStore implements ObjectStore {
  private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile Fault fault = _ -> {};
  private volatile Fault deleteFault = _ -> {};
  private final ConcurrentSkipListMap<String, ObjectLock> locks = new ConcurrentSkipListMap<>();
  private final AtomicInteger answers = new AtomicInteger(Integer.MAX_VALUE);

  /** What happens before an object is stored, or deleted. */
  @FunctionalInterface
  interface Fault {
    void beforePut(String name) throws IOException;
  }

  void become(Fault faulty) {
    fault = faulty;
  }

  /** What happens before an object is deleted. */
  void becomeForDeletions(Fault faulty) {
    deleteFault = faulty;
  }

  /** What a bucket with Object Lock would say. */
  ConcurrentSkipListMap<String, ObjectLock> locks() {
    return locks;
  }

  void heal() {
    fault = _ -> {};
  }

  /** From then on reading and listing fail, until {@link #answerAgain}. */
  void answerOnly(int readings) {
    answers.set(readings);
  }

  void answerAgain() {
    answers.set(Integer.MAX_VALUE);
  }

  private void answer() throws IOException {
    if (answers.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
      throw new IOException("the store does not answer");
    }
  }

  /** Makes all puts wait until the latch is released. */
  CountDownLatch block() {
    CountDownLatch gate = new CountDownLatch(1);
    fault =
        _ -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
          }
        };
    return gate;
  }

  int attempts() {
    return attempts.get();
  }

  ConcurrentSkipListMap<String, byte[]> objects() {
    return objects;
  }

  boolean hasManifest(Object id) {
    return objects.keySet().stream().anyMatch(name -> name.endsWith(id + "/manifest.json"));
  }

  long segments(Object id) {
    return objects.keySet().stream()
        .filter(name -> name.contains("/" + id + "/") && name.endsWith(".segment"))
        .count();
  }

  @Override
  public void put(String name, byte[] bytes) throws IOException {
    attempts.incrementAndGet();
    fault.beforePut(name);
    byte[] there = objects.putIfAbsent(name, bytes.clone());
    if (there != null && !Arrays.equals(there, bytes)) {
      throw new ObjectConflictException(name);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    deleteFault.beforePut(name);
    objects.remove(name);
  }

  @Override
  public ObjectLock lock(String name) {
    return locks.getOrDefault(name, ObjectLock.NONE);
  }

  @Override
  public boolean setLegalHold(String name, boolean on) {
    ObjectLock before = lock(name);
    locks.put(name, new ObjectLock(before.until(), on));
    return true;
  }

  @Override
  public byte[] get(String name, int maxBytes) throws IOException {
    answer();
    byte[] bytes = objects.get(name);
    if (bytes == null) {
      throw new NoSuchFileException(name);
    }
    return bytes.clone();
  }

  @Override
  public List<String> children(String folder) throws IOException {
    answer();
    TreeSet<String> children = new TreeSet<>();
    for (String name : objects.tailMap(folder).keySet()) {
      if (!name.startsWith(folder)) {
        break;
      }
      int slash = name.indexOf('/', folder.length());
      children.add(name.substring(folder.length(), slash < 0 ? name.length() : slash + 1));
    }
    return new ArrayList<>(children);
  }
}
