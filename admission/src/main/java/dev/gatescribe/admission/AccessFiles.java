package dev.gatescribe.admission;

import dev.gatescribe.admission.document.Document;
import dev.gatescribe.admission.document.DocumentException;
import dev.gatescribe.admission.document.DocumentNode;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.PathReadings;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.document.VisibleText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Targets, principals, groups and policies of the configuration, and of the files and folders that
 * its key {@code access} names.
 */
public final class AccessFiles {

  /** More files than anybody reviews; a folder with more is another one than was meant. */
  public static final int FILES_MAX = 1_000;

  /** How files end that hold cases for policies, and nothing that is in force. */
  public static final String CASES_SUFFIX = ".test.yaml";

  private final List<Path> paths;
  private final List<Document> documents;

  private AccessFiles(List<Path> paths, List<Document> documents) {
    this.paths = paths;
    this.documents = documents;
  }

  /**
   * Reads the files that the main document names. What is wrong with the key itself is noted on the
   * document; {@link #configuration} refuses it.
   *
   * @throws DocumentException if one of them is no document
   */
  public static AccessFiles read(Document main) throws DocumentException {
    List<Path> paths =
        main.root().optional("access", Readings.listOf(1, AccessFiles::existing)).orElse(List.of());
    List<Document> documents = new ArrayList<>();
    documents.add(main);
    List<DocumentException> refusals = new ArrayList<>();
    for (Path file : filesOf(paths)) {
      try {
        documents.add(Document.read(file));
      } catch (DocumentException refusal) {
        refusals.add(refusal);
      }
    }
    if (!refusals.isEmpty()) {
      throw DocumentException.of(refusals);
    }
    return new AccessFiles(paths, documents);
  }

  /**
   * What all of them say.
   *
   * @param lastAsked runs when nothing more is asked of the main document here
   * @throws DocumentException with everything that is wrong in any of them, also with what others
   *     have noted on the main document
   */
  public AdmissionConfiguration configuration(Runnable lastAsked) throws DocumentException {
    List<MappingNode> others = documents.stream().skip(1).map(Document::root).toList();
    AdmissionConfiguration configuration =
        AdmissionConfiguration.read(
            documents.getFirst().root(), others, !paths.isEmpty(), Document.versionOf(documents));
    lastAsked.run();
    Document.refuseIfAnyWrong(documents);
    return configuration;
  }

  /**
   * The files and folders that a configuration names, whether or not they are there, and whatever
   * else is wrong with it.
   *
   * @throws DocumentException if it is no document
   */
  public static List<Path> named(Path main) throws DocumentException {
    return Document.read(main)
        .root()
        .optional("access", Readings.listOf(1, PathReadings.path("a file or a folder")))
        .orElse(List.of());
  }

  /**
   * What several files say that belong together and stand in no configuration.
   *
   * @throws DocumentException with everything that is wrong in any of them
   */
  public static AdmissionConfiguration readTogether(List<Path> files) throws DocumentException {
    List<Document> documents = new ArrayList<>();
    List<DocumentException> refusals = new ArrayList<>();
    for (Path file : filesOf(files)) {
      try {
        documents.add(Document.read(file));
      } catch (DocumentException refusal) {
        refusals.add(refusal);
      }
    }
    if (!refusals.isEmpty()) {
      throw DocumentException.of(refusals);
    }
    AccessFiles together = new AccessFiles(files, documents);
    return together.configuration(documents.getFirst().root()::refuseOthers);
  }

  /** The documents of those that were named. */
  List<Document> others() {
    return documents.subList(1, documents.size());
  }

  /** The files and folders that were named. */
  public List<Path> paths() {
    return paths;
  }

  /** The files that are meant by files and folders: of a folder all that end in .yaml or .yml. */
  public static List<Path> filesOf(List<Path> paths) {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(filesIn(path));
      } else {
        files.add(path);
      }
    }
    return files;
  }

  private static List<Path> filesIn(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(file -> isAccessFile(String.valueOf(file.getFileName())))
          .sorted()
          .limit(FILES_MAX)
          .toList();
    } catch (IOException e) {
      // Read as the file that it is not, which is refused with its name.
      return List.of(folder);
    }
  }

  private static boolean isAccessFile(String name) {
    return !name.startsWith(".")
        && (name.endsWith(".yaml") || name.endsWith(".yml"))
        && !name.endsWith(CASES_SUFFIX);
  }

  private static Optional<Path> existing(DocumentNode node) {
    return PathReadings.path("a file or a folder")
        .read(node)
        .filter(path -> {
          boolean there = Files.exists(path);
          if (!there) {
            node.refuse("there is no " + VisibleText.whole(path.toString()), "a file or a folder");
          }
          return there;
        });
  }
}
