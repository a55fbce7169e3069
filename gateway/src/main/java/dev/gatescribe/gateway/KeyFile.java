package dev.gatescribe.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** A key that a gateway makes for itself once and must find again at every later start. */
public final class KeyFile {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private KeyFile() {}

  /**
   * Writes a file that only the owner can read. When this returns it survives a loss of power;
   * whatever happens before leaves all of it or nothing.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    Path draft = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    if (keepsPermissions(file)) {
      Files.createFile(draft, OWNER_ONLY);
    } else {
      Files.createFile(draft);
    }
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names = FileChannel.open(folder(file), StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  private static boolean keepsPermissions(Path file) throws IOException {
    FileStore store = Files.getFileStore(folder(file));
    return store.supportsFileAttributeView("posix");
  }

  private static Path folder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is no name of a file");
    }
    return folder;
  }
}
