package dev.gatescribe.store.s3;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which bucket, and how it is used.
 *
 * @param endpoint where the service is; empty for the one that AWS has in the region
 * @param prefix what all keys begin with: empty, or ending with a slash
 * @param pathStyle whether the bucket stands in the path and not in the host name
 * @param authorities who may have issued the service's certificate; empty for those that Java
 *     trusts
 * @param lock what keeps objects from being deleted; empty for what the bucket does by itself
 */
public record S3StoreSettings(
    Optional<URI> endpoint,
    String region,
    String bucket,
    String prefix,
    boolean pathStyle,
    Credentials credentials,
    List<X509Certificate> authorities,
    Encryption encryption,
    Optional<Lock> lock,
    Limits limits) {

  public S3StoreSettings {
    authorities = List.copyOf(authorities);
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      throw new IllegalArgumentException("a prefix ends with a slash");
    }
  }

  /** For people: never shows a credential. */
  public String location() {
    return "s3://" + bucket + "/" + prefix;
  }

  /** Where the key comes from. */
  public sealed interface Credentials {
    /** Files that hold one line each; read again for each request, so that keys can be changed. */
    record KeyFiles(Path accessKey, Path secretKey) implements Credentials {}

    /** What the SDK finds: environment variables, profiles, the container's or machine's role. */
    record Environment() implements Credentials {}
  }

  /** What the service is asked to encrypt with. */
  public sealed interface Encryption {
    /** Whatever the bucket says. */
    record BucketDefault() implements Encryption {}

    /** With keys that the service keeps itself (SSE-S3). */
    record ServiceKeys() implements Encryption {}

    /** With a key of the key management service (SSE-KMS). */
    record ManagedKey(String keyId) implements Encryption {}
  }

  /** How strict Object Lock is. */
  public enum LockMode {
    /** Who has a special permission may delete before the time. */
    GOVERNANCE,
    /** Nobody may. */
    COMPLIANCE
  }

  /** For how long from its storing an object cannot be deleted. */
  public record Retention(LockMode mode, Duration period) {}

  /**
   * Object Lock, set when an object is put.
   *
   * @param retention empty for the bucket's default
   * @param legalHold whether each object also gets a hold, which lasts until somebody lifts it
   */
  public record Lock(Optional<Retention> retention, boolean legalHold) {}

  /**
   * How long one call may take, and how often it is tried.
   *
   * @param connect until there is a connection
   * @param silence without a byte from the service
   * @param attempt one request with its answer
   * @param readAttempts how often a request that changes nothing is made; a put is made once,
   *     because whoever puts tries again anyway
   * @param listPage how many names are asked for at a time
   */
  public record Limits(
      Duration connect, Duration silence, Duration attempt, int readAttempts, int listPage) {
    /**
     * A segment has at most some 16 MiB, which takes a minute at 2 Mbit/s; a service that is there
     * answers in less than twenty seconds even when it is busy, and connects in less than five. No
     * service lists more than a thousand names at a time.
     */
    public static final Limits DEFAULT =
        new Limits(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60), 3, 1_000);
  }
}
