package dev.gatescribe.store.s3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** A real service in processes of its own, which end with the tests' process. */
abstract class S3Service {
  static final String ACCESS_KEY = "AKIDOFTHETESTS";
  static final String SECRET_KEY = "secretkeyofthetests";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  static final S3StoreSettings.Limits LIMITS =
      new S3StoreSettings.Limits(
          Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(15), 2, 1_000);

  private final Path home;

  S3Service(Path home) {
    this.home = home;
  }

  abstract URI endpoint();

  /** For a bucket that is there already. */
  S3StoreSettings settings(String bucket) throws IOException {
    return new S3StoreSettings(
        Optional.of(endpoint()),
        "us-east-1",
        bucket,
        "some/Prefix_1/",
        true,
        keyFiles(ACCESS_KEY, SECRET_KEY),
        List.of(),
        new S3StoreSettings.Encryption.BucketDefault(),
        Optional.empty(),
        new S3StoreSettings.Limits(
            LIMITS.connect(),
            LIMITS.silence(),
            LIMITS.attempt(),
            LIMITS.readAttempts(),
            listPage()));
  }

  /** So few that listings have several pages, where the service can do that rightly. */
  abstract int listPage();

  S3StoreSettings.Credentials.KeyFiles keyFiles(String accessKey, String secretKey)
      throws IOException {
    Path folder = Files.createTempDirectory(home, "keys");
    return new S3StoreSettings.Credentials.KeyFiles(
        Files.writeString(folder.resolve("access-key"), accessKey + "\n"),
        Files.writeString(folder.resolve("secret-key"), secretKey + "\n"));
  }

  /** What somebody else with the same key can do. */
  S3Client client() {
    return S3Client.builder()
        .endpointOverride(endpoint())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .httpClient(UrlConnectionHttpClient.create())
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
        .build();
  }

  String newBucket() {
    String bucket = "bucket-" + BUCKETS.incrementAndGet();
    try (S3Client client = client()) {
      client.createBucket(request -> request.bucket(bucket));
    }
    return bucket;
  }

  String newVersionedBucket() {
    String bucket = newBucket();
    try (S3Client client = client()) {
      client.putBucketVersioning(request ->
          request
              .bucket(bucket)
              .versioningConfiguration(
                  versions -> versions.status(BucketVersioningStatus.ENABLED)));
    }
    return bucket;
  }

  String newLockedBucket() {
    String bucket = "bucket-" + BUCKETS.incrementAndGet();
    try (S3Client client = client()) {
      client.createBucket(request -> request.bucket(bucket).objectLockEnabledForBucket(true));
    }
    return bucket;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static void awaitListening(int port, Process process) {
    Awaitility.await()
        .atMost(START_LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          if (!process.isAlive()) {
            throw new AssertionError("the service ended with " + process.exitValue());
          }
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
          } catch (IOException notYet) {
            return false;
          }
        });
  }

  /** Ends these processes, and then removes the directory, when the tests end. */
  static void endWithTheTests(Path home, List<Process> processes) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              processes.forEach(Process::destroyForcibly);
              try {
                for (Process process : processes) {
                  process.waitFor(10, TimeUnit.SECONDS);
                }
                remove(home);
              } catch (IOException | InterruptedException e) {
                System.err.println(home + " could not be removed: " + e);
              }
            }));
  }

  private static void remove(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
