package dev.gatescribe.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** The unpacked binaries of PostgreSQL, shared by everything of this user that needs them. */
final class PostgresProgram {
  /** The version of the artifact in the pom; another version has another folder. */
  static final String VERSION = "18.6.0";

  /** By the name that Java has for a machine: the artifact's name for it. */
  private static final Map<String, String> ARCHIVES =
      Map.of("amd64", "/postgres-linux-x86_64.txz", "aarch64", "/postgres-linux-arm_64.txz");

  private final Path folder;

  private PostgresProgram(Path folder) {
    this.folder = folder;
  }

  /**
   * Unpacks the binaries, if nobody did before.
   *
   * @throws PostgresStartException if there are none for this machine, or they cannot be written
   */
  static PostgresProgram unpacked() throws PostgresStartException {
    Path folder = cache().resolve("postgresql-" + VERSION + "-" + System.getProperty("os.arch"));
    if (!Files.isDirectory(folder)) {
      try (InputStream archive = archive()) {
        unpack(archive, folder);
      } catch (IOException e) {
        throw new PostgresStartException(
            "PostgreSQL cannot be unpacked to " + folder + ": " + e, e);
      }
    }
    return new PostgresProgram(folder);
  }

  Path folder() {
    return folder;
  }

  private static Path cache() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path base =
        configured == null || configured.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    return base.resolve("gatescribe");
  }

  private static InputStream archive() throws PostgresStartException {
    String name = ARCHIVES.get(System.getProperty("os.arch"));
    InputStream archive =
        name == null || !System.getProperty("os.name").equals("Linux")
            ? null
            : PostgresProgram.class.getResourceAsStream(name);
    if (archive == null) {
      throw new PostgresStartException(
          "the PostgreSQL that comes with Gatescribe is for Linux on x86-64 and ARM64, not for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch"));
    }
    return archive;
  }

  /** Into a folder beside, and then in one step to its place: two may do this at once. */
  private static void unpack(InputStream archive, Path folder) throws IOException {
    Files.createDirectories(folder.getParent());
    Path temporary = Files.createTempDirectory(folder.getParent(), "postgresql-new-");
    try {
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
      try (TarArchiveInputStream entries =
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
        for (TarArchiveEntry entry = entries.getNextEntry();
            entry != null;
            entry = entries.getNextEntry()) {
          extract(entry, entries, temporary);
        }
      }
      Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      delete(temporary); // Somebody else was faster; theirs is as good.
    } catch (IOException e) {
      delete(temporary);
      throw e;
    }
  }

  private static void extract(TarArchiveEntry entry, InputStream content, Path into)
      throws IOException {
    Path file = into.resolve(entry.getName()).normalize();
    if (!file.startsWith(into)) {
      throw new IOException("the archive names a file outside: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, file);
    boolean executable = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static void delete(@Nullable Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
