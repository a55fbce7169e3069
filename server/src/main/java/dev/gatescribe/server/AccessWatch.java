package dev.gatescribe.server;

import dev.gatescribe.admission.AccessFiles;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Notices when a file that says who may reach what has changed. Told by the system where it tells,
 * and looks by itself every second, because editors put a new file in the old one's place, and not
 * every file system tells.
 */
final class AccessWatch implements AutoCloseable {
  private static final Logger LOG = System.getLogger(AccessWatch.class.getName());

  /** With the time until sessions are looked at again, less than five seconds. */
  static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  /** A file that is still being written changes again within this time. */
  private static final Duration SETTLE = Duration.ofMillis(200);

  /** What a file looks like from outside; content that changes changes it. */
  private record Seen(Path file, String stamp) {}

  private final Supplier<List<Path>> paths;
  private final Runnable onChange;
  private final Set<Path> told = new HashSet<>();
  private final WatchService service;
  private final Thread thread;
  private List<Seen> last;

  /**
   * @param paths the files and folders of now
   * @param onChange runs after each change, on the thread of this watch
   */
  private AccessWatch(Supplier<List<Path>> paths, Runnable onChange) throws IOException {
    this.paths = paths;
    this.onChange = onChange;
    this.service = FileSystems.getDefault().newWatchService();
    this.last = look();
    this.thread = Thread.ofPlatform().daemon().name("access-watch").unstarted(this::run);
  }

  /** Begins to watch. */
  static AccessWatch start(Supplier<List<Path>> paths, Runnable onChange) throws IOException {
    AccessWatch watch = new AccessWatch(paths, onChange);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (true) {
        awaitHint();
        lookOnce();
      }
    } catch (InterruptedException | ClosedWatchServiceException closed) {
      LOG.log(Level.DEBUG, "files are not watched any more");
    }
  }

  private void lookOnce() throws InterruptedException {
    try {
      List<Seen> now = look();
      if (!now.equals(last)) {
        last = settled(now);
        onChange.run();
      }
    } catch (RuntimeException e) {
      // A folder that vanishes while it is listed is looked at again in a second.
      LOG.log(Level.ERROR, "whether files have changed cannot be said", e);
    }
  }

  private void awaitHint() throws InterruptedException {
    paths.get().forEach(this::tellMe);
    WatchKey key = service.poll(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    if (key != null) {
      key.pollEvents();
      if (!key.reset()) {
        told.remove((Path) key.watchable());
      }
    }
  }

  /** Folders are watched, and not files: a file in the place of another is another file. */
  private void tellMe(Path path) {
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    if (folder == null || told.contains(folder)) {
      return;
    }
    try {
      folder.register(
          service,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
    } catch (IOException untold) {
      LOG.log(Level.INFO, "changes in {0} are looked for every second", folder);
    }
    told.add(folder);
  }

  private List<Seen> settled(List<Seen> first) throws InterruptedException {
    List<Seen> before = first;
    while (true) {
      TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
      List<Seen> now = look();
      if (now.equals(before)) {
        return now;
      }
      before = now;
    }
  }

  private List<Seen> look() {
    List<Seen> seen = new ArrayList<>();
    for (Path file : AccessFiles.filesOf(paths.get())) {
      seen.add(new Seen(file, stamp(file)));
    }
    return seen;
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    } catch (IOException gone) {
      return "gone";
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      service.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the watch on files could not be closed", e);
    }
  }
}
