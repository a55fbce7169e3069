package dev.gatescribe.admission.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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
   * <p>The message shows the path only once it is known to be one: a file is there, or the folder
   * that the text names is. Until then the text may be the secret itself, written where its path
   * belongs; a secret may well hold dots and slashes, but it does not name a folder.
   *
   * @param expected what the file holds, in words
   */
  public static Reading<Path> secretFile(String expected) {
    return secretFile(expected, _ -> Optional.empty());
  }

  /**
   * The same, where a file that is often taken for the right one is recognised.
   *
   * @param mistaken what a file is instead, in words; looked at before the permissions, because
   *     closing them would not make it the right one
   */
  public static Reading<Path> secretFile(
      String expected, Function<Path, Optional<String>> mistaken) {
    String path = "the path of " + expected;
    return node ->
        Readings.single(node, path)
            .flatMap(scalar ->
                resolve(scalar, path).filter(file -> isSecretFile(scalar, file, path, mistaken)));
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

  private static boolean isSecretFile(
      ScalarNode node, Path file, String expected, Function<Path, Optional<String>> mistaken) {
    if (!Files.isRegularFile(file)) {
      node.refuse(absence(node, file), expected);
      return false;
    }
    String shown = VisibleText.whole(file.toString());
    if (!Files.isReadable(file)) {
      node.refuse(shown + " cannot be read by this user", expected);
      return false;
    }
    Optional<String> instead = mistaken.apply(file);
    if (instead.isPresent()) {
      node.refuse(shown + " is " + instead.get(), expected);
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

  /** What is not there, in words that cannot give a secret away. */
  private static String absence(ScalarNode node, Path file) {
    if (node.text().startsWith("~/")) {
      return "there is no such file; '~' is not expanded here";
    }
    return namesFolder(node.text(), file)
        ? "there is no file " + VisibleText.whole(file.toString())
        : "there is no such file; a relative path starts from "
            + VisibleText.whole(node.folder().toString());
  }

  /**
   * Whether the text leads into a folder that exists; the root does not count, because "/secret" is
   * in it.
   */
  private static boolean namesFolder(String text, Path file) {
    Path folder = file.getParent();
    return text.indexOf('/') >= 0
        && folder != null
        && folder.getParent() != null
        && Files.isDirectory(folder);
  }
}
