package dev.gatescribe.cli.recordings;

import dev.gatescribe.cli.CommandFailedException;
import dev.gatescribe.recording.export.Asciicast;
import dev.gatescribe.recording.export.NoSuchStreamException;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.store.s3.S3Location;
import dev.gatescribe.store.s3.S3ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the recordings are: the options that every command on recordings takes. */
public final class StoreOptions {
  /** Where a data directory keeps its objects. */
  private static final String STORE_FOLDER = "store";

  private static final Path DEMO_DATA = Path.of(".gatescribe", "demo");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "A data directory (default: $GATESCRIBE_DATA, else .gatescribe/demo).")
  private @Nullable Path data;

  @Option(
      names = "--store",
      paramLabel = "DIR|s3://BUCKET/PREFIX",
      description = {
        "The object store alone: a directory, for example a copy of one, or a bucket,",
        "for which AWS_ENDPOINT_URL, AWS_REGION and AWS_CA_BUNDLE are looked at."
      })
  private @Nullable String store;

  /** The store. */
  public ObjectStore open() {
    String named = store;
    if (named == null || !named.startsWith(S3Location.SCHEME)) {
      return new DirectoryObjectStore(directory());
    }
    refuseTwo();
    try {
      return S3ObjectStore.open(S3Location.read(named, System.getenv()), Clock.systemUTC());
    } catch (IOException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  /** For messages: where this looks for recordings. */
  public String location() {
    return store != null && store.startsWith(S3Location.SCHEME) ? store : directory().toString();
  }

  private void refuseTwo() {
    if (data != null && store != null) {
      throw new CommandFailedException("give --data or --store, not both");
    }
  }

  /**
   * Where the objects are; what cannot be a store is refused, for it would look like an empty one.
   */
  private Path directory() {
    refuseTwo();
    Path directory =
        (store != null ? Path.of(store) : dataDirectory().resolve(STORE_FOLDER))
            .toAbsolutePath()
            .normalize();
    if (!Files.isDirectory(directory)) {
      throw new CommandFailedException(
          "there is no object store at "
              + directory
              + "; say where with --data DIR or --store DIR");
    }
    if (!isStore(directory)) {
      Path beneath = directory.resolve(STORE_FOLDER);
      throw new CommandFailedException(
          directory
              + " is no object store: it has neither "
              + RecordingKind.SESSION.folder()
              + "/ nor "
              + RecordingKind.AUDIT.folder()
              + "/"
              + (Files.isDirectory(beneath) ? "; is it " + beneath + "?" : ""));
    }
    return directory;
  }

  /** A directory with nothing in it at all is a store that nobody has written to yet. */
  private static boolean isStore(Path directory) {
    for (RecordingKind kind : RecordingKind.values()) {
      if (Files.isDirectory(directory.resolve(kind.folder()))) {
        return true;
      }
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw new CommandFailedException(directory + " cannot be read", e);
    }
  }

  /** The recordings of this kind in the store. */
  public RecordingCatalog catalog(RecordingKind kind) {
    return new RecordingCatalog(open(), kind);
  }

  /** The recording that a person meant by an id or a part of one. */
  static RecordingId resolve(RecordingCatalog catalog, String text) throws IOException {
    try {
      return catalog.resolve(text);
    } catch (RecordingNotFoundException e) {
      throw new CommandFailedException(
          e.getMessage() + "; `gatescribe recordings list` shows what there is", e);
    }
  }

  /**
   * The cast of the stream that a person chose, or of the one that most likely is meant.
   *
   * @param stream null if none was chosen
   */
  static Asciicast cast(RecordingReader reader, boolean withInput, @Nullable Integer stream)
      throws IOException {
    try {
      return Asciicast.of(
          reader, withInput, stream == null ? OptionalInt.empty() : OptionalInt.of(stream));
    } catch (NoSuchStreamException e) {
      throw new CommandFailedException(
          e.getMessage() + "; `gatescribe recordings show " + reader.id() + "` shows what there is",
          e);
    }
  }

  private Path dataDirectory() {
    if (data != null) {
      return data;
    }
    String configured = System.getenv("GATESCRIBE_DATA");
    return configured == null || configured.isEmpty() ? DEMO_DATA : Path.of(configured);
  }
}
