package dev.gatescribe.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory where a process keeps everything.
 *
 * <pre>
 *   store/       the object store: recordings/ and audit/; this is what to back up
 *   journal/     what is not in the store yet
 *   deletions/   notes of deletions that are not finished
 *   keys/        the key that signs recordings, the gateway's host keys, the web token; secret
 *   metadata/    the embedded PostgreSQL; what is in it can be made again from the store
 * </pre>
 */
public record DataDirectory(Path root) {
  public DataDirectory {
    root = root.toAbsolutePath().normalize();
  }

  public Path store() {
    return root.resolve("store");
  }

  public Path journal() {
    return root.resolve("journal");
  }

  /** Made when it is needed. */
  public Path deletions() {
    return root.resolve("deletions");
  }

  /** How far each stream of audit events has come; made when it is needed. */
  public Path auditStreams() {
    return root.resolve("audit-streams");
  }

  public Path keys() {
    return root.resolve("keys");
  }

  /** The embedded PostgreSQL's folder; made by it. */
  public Path metadata() {
    return root.resolve("metadata");
  }

  /** Held by the process that runs the embedded PostgreSQL. */
  public Path metadataLock() {
    return root.resolve("metadata.lock");
  }

  public Path log() {
    return root.resolve("server.log");
  }

  /**
   * Makes what is missing, readable by the owner alone.
   *
   * @throws StartException if it cannot be made or written
   */
  public void create() throws StartException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    try {
      for (Path directory : new Path[] {root, store(), journal(), keys()}) {
        if (!Files.isDirectory(directory)) {
          Files.createDirectories(directory, ownerOnly);
        }
        if (!Files.isWritable(directory)) {
          throw new StartException("the data directory " + directory + " cannot be written");
        }
      }
    } catch (IOException e) {
      throw new StartException("the data directory " + root + " cannot be made: " + e, e);
    }
  }
}
