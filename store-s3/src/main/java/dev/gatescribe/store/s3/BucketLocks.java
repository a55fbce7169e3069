package dev.gatescribe.store.s3;

import dev.gatescribe.recording.store.ObjectLock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Object Lock: what keeps the service from deleting a version, whoever asks. */
final class BucketLocks {
  private final S3Client client;
  private final S3StoreSettings settings;

  /** A bucket that has Object Lock keeps it; one that has none may get it, and is asked again. */
  private volatile boolean known;

  BucketLocks(S3Client client, S3StoreSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /** Whether the bucket has Object Lock. */
  boolean possible() {
    if (!known) {
      known = ask();
    }
    return known;
  }

  private boolean ask() {
    try {
      var lock =
          client
              .getObjectLockConfiguration(request -> request.bucket(settings.bucket()))
              .objectLockConfiguration();
      return lock != null && lock.objectLockEnabled() == ObjectLockEnabled.ENABLED;
    } catch (S3Exception e) {
      // Services without Object Lock say that in several ways.
      if ((e.statusCode() == S3Failure.NOT_FOUND && !S3Failure.isMissingBucket(e))
          || e.statusCode() == S3Failure.BAD_REQUEST
          || e.statusCode() == S3Failure.NOT_IMPLEMENTED) {
        return false;
      }
      throw e;
    }
  }

  /** What locks a version; nothing, if it is not there. */
  ObjectLock of(String key, @Nullable String version) {
    try {
      HeadObjectResponse told =
          client.headObject(
              request -> request.bucket(settings.bucket()).key(key).versionId(version));
      return new ObjectLock(
          Optional.ofNullable(told.objectLockRetainUntilDate()),
          told.objectLockLegalHoldStatus() == ObjectLockLegalHoldStatus.ON);
    } catch (S3Exception e) {
      if (e.statusCode() == S3Failure.NOT_FOUND || e.statusCode() == S3Failure.NOT_ALLOWED) {
        return ObjectLock.NONE; // It is not there, or is the mark of a deletion.
      }
      throw e;
    }
  }

  /** The hold that every object gets where the configuration says so is not lifted from here. */
  boolean setLegalHold(String key, String version, boolean on) {
    boolean always = settings.lock().map(S3StoreSettings.Lock::legalHold).orElse(false);
    if (on || !always) {
      client.putObjectLegalHold(request ->
          request
              .bucket(settings.bucket())
              .key(key)
              .versionId(version)
              .legalHold(hold ->
                  hold.status(on ? ObjectLockLegalHoldStatus.ON : ObjectLockLegalHoldStatus.OFF)));
    }
    return true;
  }
}
