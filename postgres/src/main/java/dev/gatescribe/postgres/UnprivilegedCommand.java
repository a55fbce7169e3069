package dev.gatescribe.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs PostgreSQL's programs for whoever started us. PostgreSQL refuses to run as root, so root
 * becomes {@code nobody} for it, who must be able to enter the folders: where their parents are
 * closed to others, as root's home is, the folders are seen elsewhere, in a mount namespace that
 * only these programs have.
 */
final class UnprivilegedCommand {
  private static final int NOBODY = 65_534;

  /** Inside the namespace, over a folder that every Debian has. */
  private static final Path ELSEWHERE = Path.of("/mnt");

  private static final String SCRIPT =
      """
      mount -t tmpfs -o mode=755 tmpfs /mnt &&
      mkdir /mnt/program /mnt/cluster &&
      mount --bind "$1" /mnt/program &&
      mount --bind "$2" /mnt/cluster || exit 126
      shift 2
      exec "$@"
      """;

  private static final List<String> BECOME_NOBODY =
      List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

  private final Path program;
  private final Path cluster;
  private final boolean asRoot;
  private final boolean elsewhere;

  /**
   * @param program folder with the binaries
   * @param cluster folder that PostgreSQL keeps its data in
   */
  UnprivilegedCommand(Path program, Path cluster) {
    this.program = program;
    this.cluster = cluster;
    this.asRoot = "root".equals(System.getProperty("user.name"));
    this.elsewhere = asRoot && !(canBeEntered(program) && canBeEntered(cluster.resolveSibling("")));
  }

  /** The folder with PostgreSQL's data, as its programs see it. */
  Path clusterAsSeen() {
    return elsewhere ? ELSEWHERE.resolve("cluster") : cluster;
  }

  /** A command line for one of PostgreSQL's programs. */
  List<String> line(String name, List<String> arguments) {
    List<String> line = new ArrayList<>();
    if (elsewhere) {
      line.addAll(List.of("unshare", "--mount", "sh", "-c", SCRIPT, "sh"));
      line.add(program.toString());
      line.add(cluster.toString());
    }
    if (asRoot) {
      line.addAll(BECOME_NOBODY);
    }
    Path programAsSeen = elsewhere ? ELSEWHERE.resolve("program") : program;
    line.add(programAsSeen.resolve("bin").resolve(name).toString());
    line.addAll(arguments);
    return line;
  }

  /** Makes the cluster's folder and what is in it belong to whoever runs PostgreSQL. */
  void handOver() throws PostgresStartException {
    if (!asRoot) {
      return;
    }
    try {
      Files.walkFileTree(
          cluster,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                throws IOException {
              own(folder);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              own(file);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new PostgresStartException(
          "the folder " + cluster + " cannot be given to PostgreSQL: " + e, e);
    }
  }

  private static void own(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:gid", NOBODY, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean canBeEntered(Path folder) {
    try {
      for (Path part = folder.toRealPath(); part != null; part = part.getParent()) {
        if (!Files.getPosixFilePermissions(part).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false; // What cannot be seen cannot be entered either.
    }
  }
}
