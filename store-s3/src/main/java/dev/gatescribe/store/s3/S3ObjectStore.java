package dev.gatescribe.store.s3;

import dev.gatescribe.recording.store.LaterVersion;
import dev.gatescribe.recording.store.ObjectConflictException;
import dev.gatescribe.recording.store.ObjectLock;
import dev.gatescribe.recording.store.ObjectLockedException;
import dev.gatescribe.recording.store.ObjectNameRules;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.store.UnreadableObjectException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * An object store that is a bucket.
 *
 * <p>Where the bucket keeps versions, the object of a name is the version that was put first, and
 * stays so when somebody puts another or deletes the name; {@link #laterVersions} tells of those.
 */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {
  private final S3StoreSettings settings;
  private final S3Clients clients;
  private final BucketVersions versions;
  private final BucketLocks locks;
  private final BucketNames names;
  private final Clock clock;

  /** Off as soon as the service says that it does not know the header. */
  private volatile boolean conditionalPuts = true;

  private S3ObjectStore(S3StoreSettings settings, S3Clients clients, Clock clock) {
    this.settings = settings;
    this.clients = clients;
    this.versions = new BucketVersions(clients.reading(), settings);
    this.locks = new BucketLocks(clients.reading(), settings);
    this.names = new BucketNames(clients.reading(), settings);
    this.clock = clock;
  }

  /**
   * The store, without asking whether it is there.
   *
   * @throws IOException if the authorities cannot be used
   */
  public static S3ObjectStore open(S3StoreSettings settings, Clock clock) throws IOException {
    return new S3ObjectStore(settings, S3Clients.of(settings), clock);
  }

  /** For people: where this is. */
  public String location() {
    return settings.location();
  }

  /**
   * Asks whether the bucket is there, may be read, and has Object Lock where that is configured.
   *
   * @throws IOException if not; the message says what is wrong
   */
  public void probe() throws IOException {
    children("");
    calling("asking whether it keeps versions", versions::kept);
    if (settings.lock().isPresent()
        && !calling("asking whether it has Object Lock", locks::possible)) {
      throw new IOException(
          settings.location() + ": the bucket has no Object Lock, which objectLock needs");
    }
  }

  /**
   * Stores an object. Whether the name is taken is asked before, and what the service then holds
   * under it is asked again after: the SHA-256 that it computed, where it has one; otherwise the
   * length and the ETag, if that is the MD5 of our bytes; otherwise all the bytes. Neither answer
   * is taken from the reply to the put. The condition that nothing is there yet is sent along as a
   * second fence for services that honour it.
   */
  @Override
  public void put(String name, byte[] bytes) throws IOException {
    ObjectNameRules.requireName(name);
    String key = settings.prefix() + name;
    Digests digests = Digests.of(bytes);
    Held held = held(key);
    if (held == null) {
      calling("storing " + name, () -> store(key, bytes, digests));
      held = held(key);
      if (held == null) {
        throw new IOException(
            settings.location() + ": " + name + " was stored, and is not there when asked for");
      }
    }
    if (!isOurs(key, held, bytes, digests)) {
      throw new ObjectConflictException(name);
    }
  }

  /** What is stored first under a key, as the service tells it. */
  private record Held(@Nullable String version, HeadObjectResponse told) {}

  private @Nullable Held held(String key) throws IOException {
    return calling(
        "asking for " + key,
        () -> {
          String version = versions.kept() ? versions.first(key) : null;
          if (version == null && versions.kept()) {
            return null;
          }
          try {
            return new Held(
                version,
                clients
                    .reading()
                    .headObject(request ->
                        request
                            .bucket(settings.bucket())
                            .key(key)
                            .versionId(version)
                            .checksumMode(ChecksumMode.ENABLED)));
          } catch (S3Exception e) {
            if (e.statusCode() == S3Failure.NOT_FOUND) {
              return null; // Or the bucket is missing: then the put that follows says so.
            }
            throw e;
          }
        });
  }

  private boolean isOurs(String key, Held held, byte[] bytes, Digests digests) throws IOException {
    HeadObjectResponse told = held.told();
    if (told.contentLength() != bytes.length) {
      return false;
    }
    String sha256 = told.checksumSHA256();
    if (sha256 != null && sha256.indexOf('-') < 0) { // With a dash it is one over parts.
      return sha256.equals(digests.sha256Base64());
    }
    if (("\"" + digests.md5Hex() + "\"").equals(told.eTag())) {
      return true;
    }
    // Another ETag says nothing: with SSE-KMS, and on some services always, it is no MD5.
    return Arrays.equals(read(key, held.version(), bytes.length), bytes);
  }

  private boolean store(String key, byte[] bytes, Digests digests) {
    boolean conditional = conditionalPuts;
    try {
      clients.writing().putObject(request(key, digests, conditional), RequestBody.fromBytes(bytes));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == S3Failure.PRECONDITION_FAILED
          || (conditional && e.statusCode() == S3Failure.CONFLICT)) {
        return false; // Somebody was faster. What is there now decides.
      }
      if (conditional && e.statusCode() == S3Failure.NOT_IMPLEMENTED) {
        conditionalPuts = false;
        return store(key, bytes, digests);
      }
      throw e;
    }
  }

  private PutObjectRequest request(String key, Digests digests, boolean conditional) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(settings.bucket())
            .key(key)
            .contentMD5(digests.md5Base64())
            .checksumSHA256(digests.sha256Base64());
    if (conditional) {
      request.ifNoneMatch("*");
    }
    switch (settings.encryption()) {
      case S3StoreSettings.Encryption.BucketDefault _ -> {}
      case S3StoreSettings.Encryption.ServiceKeys _ ->
          request.serverSideEncryption(ServerSideEncryption.AES256);
      case S3StoreSettings.Encryption.ManagedKey(String keyId) ->
          request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(keyId);
    }
    settings.lock().ifPresent(lock -> lock(request, lock));
    return request.build();
  }

  private void lock(PutObjectRequest.Builder request, S3StoreSettings.Lock lock) {
    lock.retention()
        .ifPresent(retention ->
            request
                .objectLockMode(
                    switch (retention.mode()) {
                      case GOVERNANCE -> ObjectLockMode.GOVERNANCE;
                      case COMPLIANCE -> ObjectLockMode.COMPLIANCE;
                    })
                .objectLockRetainUntilDate(clock.instant().plus(retention.period())));
    if (lock.legalHold()) {
      request.objectLockLegalHoldStatus(ObjectLockLegalHoldStatus.ON);
    }
  }

  @Override
  public byte[] get(String name, int maxBytes) throws IOException {
    ObjectNameRules.requireName(name);
    String key = settings.prefix() + name;
    String version = null;
    if (calling("asking whether it keeps versions", versions::kept)) {
      version = calling("asking for " + name, () -> versions.first(key));
      if (version == null) {
        throw new NoSuchFileException(name);
      }
    }
    byte[] bytes = read(key, version, maxBytes);
    if (bytes == null) {
      throw new NoSuchFileException(name);
    }
    return bytes;
  }

  /** Null if there is none. */
  private byte @Nullable [] read(String key, @Nullable String version, int maxBytes)
      throws IOException {
    ResponseInputStream<GetObjectResponse> body =
        calling(
            "reading " + key,
            () -> {
              try {
                return clients
                    .reading()
                    .getObject(
                        request -> request.bucket(settings.bucket()).key(key).versionId(version));
              } catch (S3Exception e) {
                if (e.statusCode() == S3Failure.NOT_FOUND && !S3Failure.isMissingBucket(e)) {
                  return null;
                }
                throw e;
              }
            });
    if (body == null) {
      return null;
    }
    boolean whole = false;
    try {
      long length = body.response().contentLength();
      if (length > maxBytes) {
        throw new UnreadableObjectException("this is larger than " + maxBytes + " bytes");
      }
      byte[] bytes = body.readNBytes((int) length);
      if (bytes.length < length) {
        throw new IOException(settings.location() + ": reading " + key + " was cut off");
      }
      whole = true;
      return bytes;
    } catch (SdkException e) {
      throw S3Failure.of(settings, "reading " + key, e);
    } finally {
      if (whole) {
        body.close();
      } else {
        body.abort(); // Closing would read what is left.
      }
    }
  }

  @Override
  public List<String> children(String folder) throws IOException {
    ObjectNameRules.requireFolder(folder);
    return calling(
        "listing " + folder, () -> names.children(settings.prefix() + folder, versions.kept()));
  }

  @Override
  public void delete(String name) throws IOException {
    ObjectNameRules.requireName(name);
    String key = settings.prefix() + name;
    // Deleting twice does no harm, so it is asked for as often as a reading.
    for (String version : everything(name, key)) {
      try {
        calling(
            "deleting " + name,
            () ->
                clients
                    .reading()
                    .deleteObject(
                        request -> request.bucket(settings.bucket()).key(key).versionId(version)));
      } catch (IOException e) {
        ObjectLock lock = calling("asking for " + name, () -> locks.of(key, version));
        if (lock.forbidsAt(clock.instant())) {
          ObjectLockedException locked = new ObjectLockedException(name, lock);
          locked.initCause(e);
          throw locked;
        }
        throw e;
      }
    }
  }

  /** The versions of a key, the first one last; without versions, one that has no name. */
  private List<@Nullable String> everything(String name, String key) throws IOException {
    return calling(
        "asking for " + name,
        () -> versions.kept() ? versions.all(key) : Collections.singletonList(null));
  }

  @Override
  public ObjectLock lock(String name) throws IOException {
    ObjectNameRules.requireName(name);
    String key = settings.prefix() + name;
    return calling(
        "asking for " + name, () -> locks.of(key, versions.kept() ? versions.first(key) : null));
  }

  @Override
  public boolean setLegalHold(String name, boolean on) throws IOException {
    ObjectNameRules.requireName(name);
    String key = settings.prefix() + name;
    if (!calling("asking whether it has Object Lock", locks::possible)) {
      return false;
    }
    String version = calling("asking for " + name, () -> versions.first(key));
    if (version == null) {
      throw new NoSuchFileException(name);
    }
    calling("holding " + name, () -> locks.setLegalHold(key, version, on));
    return true;
  }

  @Override
  public List<LaterVersion> laterVersions(String folder) throws IOException {
    ObjectNameRules.requireFolder(folder);
    return calling(
        "listing the versions in " + folder,
        () ->
            versions.kept()
                ? versions.later(
                    settings.prefix() + folder, key -> key.substring(settings.prefix().length()))
                : List.of());
  }

  private <T extends @Nullable Object> T calling(String doing, Supplier<T> call)
      throws IOException {
    try {
      return call.get();
    } catch (SdkException e) {
      throw S3Failure.of(settings, doing, e);
    }
  }

  @Override
  public void close() {
    clients.close();
  }
}
