package dev.gatescribe.server.disk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The disks that recordings need: the journal's, and the store's if it is a directory. */
public final class WatchedDisks implements AutoCloseable {
  private final List<DiskWatch> disks;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("disk-watch").factory());

  private WatchedDisks(List<DiskWatch> disks) {
    this.disks = disks;
  }

  /**
   * Looks at once, and then from time to time.
   *
   * @param folders by what they are for
   */
  public static WatchedDisks start(Map<String, Path> folders) {
    WatchedDisks watched =
        new WatchedDisks(
            folders.entrySet().stream()
                .map(folder -> watch(folder.getKey(), folder.getValue()))
                .toList());
    watched.look();
    ScheduledFuture<?> _ =
        watched.timer.scheduleAtFixedRate(
            watched::look,
            DiskWatch.INTERVAL.toMillis(),
            DiskWatch.INTERVAL.toMillis(),
            TimeUnit.MILLISECONDS);
    return watched;
  }

  public List<DiskWatch> disks() {
    return disks;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void look() {
    disks.forEach(DiskWatch::look);
  }

  private static DiskWatch watch(String name, Path folder) {
    return new DiskWatch(
        name,
        folder.toString(),
        () -> Files.getFileStore(existing(folder)).getUsableSpace(),
        System::nanoTime);
  }

  /** A store is made when the first object is put into it; until then its disk is its parent's. */
  private static Path existing(Path folder) {
    Path path = folder.toAbsolutePath();
    while (!Files.exists(path) && path.getParent() != null) {
      path = path.getParent();
    }
    return path;
  }
}
