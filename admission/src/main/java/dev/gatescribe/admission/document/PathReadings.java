package dev.gatescribe.admission.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Readings of paths. A relative path starts from the folder that the document is in. */
public final class PathReadings {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private PathReadings() {}

  /**
   * A path, absolute and normalised; whether anything is there is for the caller to see.
   *
   * @param expected what the path leads to, in words
   */
  public static Reading<Path> path(String expected) {
    return node -> Readings.single(node, expected).flatMap(scalar -> resolve(scalar, expected));
  }

  /**
   * A file that holds a secret: it exists, can be read, and nobody but its owner may touch it.
   *
   * <p>The message shows the path only once a file is known to be there. Until then the text may be
   * the secret itself, written where its path belongs.
   *
   * @param expected what the file holds, in words
   */
  public static Reading<Path> secretFile(String expected) {
    String path = "the path of " + expected;
    return node ->
        Readings.single(node, path)
            .flatMap(scalar -> resolve(scalar, path))
            .filter(file -> isSecretFile(node, file, path));
  }

  private static Optional<Path> resolve(ScalarNode node, String expected) {
    try {
      return Optional.of(node.folder().resolve(node.text()).normalize());
    } catch (InvalidPathException e) {
      // The reason is the platform's and may repeat the text, which may be a secret.
      node.refuse("this is not a path", expected);
      return Optional.empty();
    }
  }

  private static boolean isSecretFile(DocumentNode node, Path file, String expected) {
    if (!Files.isRegularFile(file)) {
      node.refuse("there is no such file", expected);
      return false;
    }
    String shown = VisibleText.whole(file.toString());
    if (!Files.isReadable(file)) {
      node.refuse(shown + " cannot be read by this user", expected);
      return false;
    }
    try {
      if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
        node.refuse(
            "others than its owner may use " + shown, "its owner alone: chmod 600 " + shown);
        return false;
      }
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      node.refuse("the permissions of " + shown + " cannot be seen", expected);
      return false;
    }
  }
}
