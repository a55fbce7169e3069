package dev.gatescribe.store.s3;

import dev.gatescribe.recording.store.ObjectNameRules;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What is in a bucket, as folders and names. */
final class BucketNames {
  private final S3Client client;
  private final S3StoreSettings settings;

  BucketNames(S3Client client, S3StoreSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /**
   * The next parts of all keys that begin with a prefix.
   *
   * @param versioned whether the bucket keeps versions
   */
  List<String> children(String prefix, boolean versioned) {
    // A set: a page may end between the versions of a key, and the order is that of the bytes.
    NavigableSet<String> names = new TreeSet<>();
    if (versioned) {
      listEverStored(prefix, names);
    } else {
      listCurrent(prefix, names);
    }
    return new ArrayList<>(names);
  }

  private void listCurrent(String prefix, NavigableSet<String> names) {
    for (ListObjectsV2Response page :
        client.listObjectsV2Paginator(request ->
            request
                .bucket(settings.bucket())
                .prefix(prefix)
                .delimiter("/")
                .maxKeys(settings.limits().listPage()))) {
      add(prefix, page.contents().stream().map(S3Object::key), page.commonPrefixes(), names);
    }
  }

  /** Also what has been deleted since, as long as the bucket keeps it. */
  private void listEverStored(String prefix, NavigableSet<String> names) {
    for (ListObjectVersionsResponse page :
        client.listObjectVersionsPaginator(request ->
            request
                .bucket(settings.bucket())
                .prefix(prefix)
                .delimiter("/")
                .maxKeys(settings.limits().listPage()))) {
      add(prefix, page.versions().stream().map(ObjectVersion::key), page.commonPrefixes(), names);
    }
  }

  /** What others put into the bucket under names that are none is left out. */
  private static void add(
      String prefix, Stream<String> keys, List<CommonPrefix> below, NavigableSet<String> names) {
    keys.map(key -> key.substring(prefix.length()))
        .filter(ObjectNameRules::isPart)
        .forEach(names::add);
    below.stream()
        .map(common -> common.prefix().substring(prefix.length()))
        .filter(part -> ObjectNameRules.isPart(part.substring(0, part.length() - 1)))
        .forEach(names::add);
  }
}
