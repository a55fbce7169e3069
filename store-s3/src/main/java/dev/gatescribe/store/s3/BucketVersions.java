package dev.gatescribe.store.s3;

import dev.gatescribe.recording.store.LaterVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Which versions a bucket keeps. Services list the versions of a key from the newest to the oldest,
 * so the last of a key is the one that was put first.
 */
final class BucketVersions {
  /** Versioning of a bucket can be switched on while we run; until then this is asked again. */
  private static final long KNOWN_FOR_NANOS = 600_000_000_000L;

  /** More are not a finding any more but somebody's flood; what is said of these is enough. */
  private static final int LATER_VERSIONS_MAX = 1_000;

  private final S3Client client;
  private final String bucket;
  private final int listPage;
  private volatile @Nullable Answer answer;

  private record Answer(boolean versioned, long atNanos) {}

  BucketVersions(S3Client client, S3StoreSettings settings) {
    this.client = client;
    this.bucket = settings.bucket();
    this.listPage = settings.limits().listPage();
  }

  /** Whether the bucket keeps versions, or kept them at some time. */
  boolean kept() {
    Answer known = answer;
    long now = System.nanoTime();
    if (known == null || now - known.atNanos >= KNOWN_FOR_NANOS) {
      known = new Answer(ask(), now);
      answer = known;
    }
    return known.versioned;
  }

  private boolean ask() {
    try {
      var status = client.getBucketVersioning(request -> request.bucket(bucket)).status();
      return status == BucketVersioningStatus.ENABLED || status == BucketVersioningStatus.SUSPENDED;
    } catch (S3Exception e) {
      if (e.statusCode() == S3Failure.NOT_IMPLEMENTED) {
        return false;
      }
      throw e;
    }
  }

  /** The id of the version that was put first under a key; null if there is none. */
  @Nullable String first(String key) {
    String first = null;
    for (ListObjectVersionsResponse page : client.listObjectVersionsPaginator(request(key))) {
      for (ObjectVersion version : page.versions()) {
        if (version.key().equals(key)) {
          first = version.versionId();
        } else if (first != null) {
          return first; // Other keys that begin with this one come behind it.
        }
      }
    }
    return first;
  }

  /** Everything that is kept under a key, the first version last. */
  List<String> all(String key) {
    List<String> newest = new ArrayList<>();
    List<String> markers = new ArrayList<>();
    for (ListObjectVersionsResponse page : client.listObjectVersionsPaginator(request(key))) {
      page.deleteMarkers().stream()
          .filter(marker -> marker.key().equals(key))
          .forEach(marker -> markers.add(marker.versionId()));
      boolean beyond = false;
      for (ObjectVersion version : page.versions()) {
        if (version.key().equals(key)) {
          newest.add(version.versionId());
        } else {
          beyond = true; // Other keys that begin with this one come behind it.
        }
      }
      if (beyond) {
        break;
      }
    }
    markers.addAll(newest);
    return markers;
  }

  /**
   * What came after the first version of each key directly below a prefix. The same bytes once more
   * are left out: they are our own put, made again after a doubtful failure.
   */
  List<LaterVersion> later(String prefix, Function<String, String> name) {
    List<LaterVersion> later = new ArrayList<>();
    List<ObjectVersion> ofKey = new ArrayList<>();
    var pages =
        client.listObjectVersionsPaginator(request(prefix).toBuilder().delimiter("/").build());
    for (ListObjectVersionsResponse page : pages) {
      page.deleteMarkers().stream()
          .map(marker -> new LaterVersion(name.apply(marker.key()), marker.lastModified(), true))
          .forEach(later::add);
      for (ObjectVersion version : page.versions()) {
        if (!ofKey.isEmpty() && !ofKey.getFirst().key().equals(version.key())) {
          addOthers(ofKey, name, later);
          ofKey.clear();
        }
        ofKey.add(version);
      }
      if (later.size() + ofKey.size() > LATER_VERSIONS_MAX) {
        break;
      }
    }
    addOthers(ofKey, name, later);
    return later.size() > LATER_VERSIONS_MAX
        ? List.copyOf(later.subList(0, LATER_VERSIONS_MAX))
        : later;
  }

  private static void addOthers(
      List<ObjectVersion> ofKey, Function<String, String> name, List<LaterVersion> later) {
    if (ofKey.isEmpty()) {
      return;
    }
    ObjectVersion first = ofKey.getLast();
    for (ObjectVersion version : ofKey.subList(0, ofKey.size() - 1)) {
      if (!version.eTag().equals(first.eTag()) || !version.size().equals(first.size())) {
        later.add(new LaterVersion(name.apply(version.key()), version.lastModified(), false));
      }
    }
  }

  private ListObjectVersionsRequest request(String prefix) {
    return ListObjectVersionsRequest.builder()
        .bucket(bucket)
        .prefix(prefix)
        .maxKeys(listPage)
        .build();
  }
}
