package dev.gatescribe.recording.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An object store that is a directory. An object is a file; it appears under its name only when it
 * is whole and on disk, by a hard link from a temporary file (a link, unlike a rename, never
 * replaces what is there).
 */
public final class DirectoryObjectStore implements ObjectStore {
  private static final String TEMPORARY_PREFIX = ".partial-";

  private final Path root;

  /** The store in {@code root}, which need not exist. */
  public DirectoryObjectStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  public Path root() {
    return root;
  }

  @Override
  public void put(String name, byte[] bytes) throws IOException {
    Path file = file(name);
    Path folder = file.getParent();
    if (folder == null) {
      throw new IOException("not the name of an object: " + name);
    }
    createFolders(folder);
    Path temporary = temporary(file, folder);
    // A writer that died may have left one behind, and it may be a second link to the object: it is
    // never written into.
    Files.deleteIfExists(temporary);
    try {
      writeDurably(temporary, bytes);
      try {
        Files.createLink(file, temporary);
      } catch (FileAlreadyExistsException e) {
        if (Files.mismatch(file, temporary) >= 0) {
          ObjectConflictException conflict = new ObjectConflictException(name);
          conflict.addSuppressed(e);
          throw conflict;
        }
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
    force(folder);
  }

  @Override
  public byte[] get(String name, int maxBytes) throws IOException {
    Path file = file(name);
    try {
      // Neither a link to somewhere else nor a pipe without an end is an object.
      if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isRegularFile()) {
        throw new UnreadableObjectException("this is not a plain file");
      }
    } catch (NoSuchFileException e) {
      throw missing(name, e);
    }
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(maxBytes);
      if (bytes.length == maxBytes && in.read() >= 0) {
        throw new UnreadableObjectException("this is larger than " + maxBytes + " bytes");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw missing(name, e);
    }
  }

  /** With the object go the folders that it leaves empty. */
  @Override
  public void delete(String name) throws IOException {
    Path file = file(name);
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return;
    }
    // A writer that died may have left the same bytes under this name.
    Files.deleteIfExists(temporary(file, folder));
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new UnreadableObjectException("this is not a plain file");
    }
    Files.deleteIfExists(file);
    force(folder);
    removeEmpty(folder);
  }

  private void removeEmpty(Path from) throws IOException {
    for (Path folder = from; folder != null && !folder.equals(root); folder = folder.getParent()) {
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
      Path parent = folder.getParent();
      if (parent != null && Files.isDirectory(parent)) {
        force(parent);
      }
    }
  }

  private static Path temporary(Path file, Path folder) {
    return folder.resolve(TEMPORARY_PREFIX + file.getFileName());
  }

  private static NoSuchFileException missing(String name, NoSuchFileException e) {
    NoSuchFileException named = new NoSuchFileException(name);
    named.initCause(e);
    return named;
  }

  @Override
  public List<String> children(String folder) throws IOException {
    ObjectNameRules.requireFolder(folder);
    Path directory = root.resolve(folder);
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String part = String.valueOf(entry.getFileName());
        // What is not the name of an object was not put here by this class: editors and tools leave
        // files behind, and a writer that died leaves its temporary file.
        if (ObjectNameRules.isPart(part)) {
          names.add(Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) ? part + "/" : part);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    Collections.sort(names);
    return names;
  }

  private Path file(String name) throws IOException {
    ObjectNameRules.requireName(name);
    return root.resolve(name);
  }

  private void createFolders(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.getParent();
    if (parent != null) {
      createFolders(parent);
    }
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    if (parent != null && folder.startsWith(root)) {
      force(parent);
    }
  }

  private static void writeDurably(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
