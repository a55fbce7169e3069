package dev.gatescribe.server;

import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.PathReadings;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.store.s3.S3StoreSettings;
import java.nio.file.Path;
import java.util.Optional;

/** Where recordings are kept: the key {@code store}. */
sealed interface StoreConfiguration {
  /** In a directory of this machine. */
  record Directory(Path path) implements StoreConfiguration {}

  /** In a bucket. */
  record Bucket(S3StoreSettings settings) implements StoreConfiguration {}

  static Optional<StoreConfiguration> read(MappingNode store) {
    boolean inDirectory = store.has("directory");
    if (inDirectory == store.has("s3")) {
      store.refuse(
          inDirectory ? "here are two stores" : "here is no store", "either directory or s3");
      return Optional.empty();
    }
    return inDirectory
        ? store.required("directory", PathReadings.path("a directory")).map(Directory::new)
        : store.required("s3", Readings.mapping(S3StoreReading::read)).map(Bucket::new);
  }
}
