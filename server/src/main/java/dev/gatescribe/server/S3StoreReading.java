package dev.gatescribe.server;

import dev.gatescribe.admission.document.CertificateReadings;
import dev.gatescribe.admission.document.DocumentNode;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.PathReadings;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.document.ScalarNode;
import dev.gatescribe.store.s3.S3StoreSettings;
import dev.gatescribe.store.s3.S3StoreSettings.Credentials;
import dev.gatescribe.store.s3.S3StoreSettings.Encryption;
import dev.gatescribe.store.s3.S3StoreSettings.Lock;
import dev.gatescribe.store.s3.S3StoreSettings.LockMode;
import dev.gatescribe.store.s3.S3StoreSettings.Retention;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code store.s3}. */
final class S3StoreReading {
  /** What AWS takes; other services take no more. */
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  private static final Pattern REGION = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern PREFIX =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*/?");

  /** Services of others ignore the region, but it is part of every signature. */
  private static final String REGION_OF_OTHERS = "us-east-1";

  /** A century: longer is a mistake, and with compliance nobody can undo it. */
  private static final int RETENTION_MAX_DAYS = 36_500;

  private S3StoreReading() {}

  static Optional<S3StoreSettings> read(MappingNode s3) {
    boolean elsewhere = s3.has("endpoint");
    Optional<URI> endpoint = s3.optional("endpoint", S3StoreReading::endpoint);
    Reading<String> regionName = Readings.matching(REGION, "a region", "one such as eu-central-1");
    Optional<String> region =
        elsewhere
            ? Optional.of(s3.optional("region", regionName).orElse(REGION_OF_OTHERS))
            : s3.required("region", regionName);
    Optional<String> bucket =
        s3.required(
            "bucket",
            Readings.matching(
                BUCKET, "a bucket", "3 to 63 lower-case letters, digits, '.' and '-'"));
    Optional<String> prefix =
        s3.optional(
            "prefix",
            Readings.matching(
                PREFIX, "a prefix", "letters, digits, '.', '_', '-' and '/' between them"));
    Optional<Boolean> pathStyle = s3.optional("pathStyle", Readings.truth());
    Optional<Credentials> credentials = credentials(s3);
    Tls tls = s3.optional("tls", S3StoreReading::tls).orElse(new Tls(false, List.of()));
    Optional<Encryption> encryption =
        s3.optional("serverSideEncryption", S3StoreReading::encryption);
    Optional<Lock> lock = s3.optional("objectLock", Readings.mapping(S3StoreReading::lock));
    if (endpoint.isPresent() && inClear(endpoint.get()) && !tls.disabled) {
      s3.refuse(
          "to " + endpoint.get() + " everything would go in clear",
          "an endpoint with https, or tls: disable");
      return Optional.empty();
    }
    if (region.isEmpty() || bucket.isEmpty() || credentials.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new S3StoreSettings(
            endpoint,
            region.get(),
            bucket.get(),
            prefix.map(text -> text.endsWith("/") ? text : text + "/").orElse(""),
            pathStyle.orElse(elsewhere),
            credentials.get(),
            tls.authorities,
            encryption.orElse(new Encryption.BucketDefault()),
            lock,
            S3StoreSettings.Limits.DEFAULT));
  }

  private record Tls(boolean disabled, List<X509Certificate> authorities) {}

  private static Optional<URI> endpoint(DocumentNode node) {
    return Readings.parsed(
            "the address of a service",
            "https://HOST or https://HOST:PORT and nothing behind it",
            S3StoreReading::endpoint)
        .read(node);
  }

  private static Optional<URI> endpoint(String text) {
    try {
      URI uri = new URI(text);
      boolean right =
          ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
              && uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getQuery() == null
              && uri.getFragment() == null
              && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
      return right ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException notAnAddress) {
      return Optional.empty();
    }
  }

  /** Loopback is this machine, where whoever listens could read the journal as well. */
  private static boolean inClear(URI endpoint) {
    if ("https".equals(endpoint.getScheme())) {
      return false;
    }
    try {
      return !endpoint.getHost().equals("localhost")
          && !InetAddress.ofLiteral(endpoint.getHost().replaceAll("[\\[\\]]", ""))
              .isLoopbackAddress();
    } catch (IllegalArgumentException aName) {
      return true;
    }
  }

  private static Optional<Credentials> credentials(MappingNode s3) {
    Optional<Path> accessKey =
        s3.optional("accessKeyFile", PathReadings.secretFile("a file that holds an access key"));
    Optional<Path> secretKey =
        s3.optional("secretKeyFile", PathReadings.secretFile("a file that holds a secret key"));
    Optional<Credentials> environment =
        s3.optional(
            "credentials",
            Readings.word(
                "valid here",
                Map.<String, Credentials>of("environment", new Credentials.Environment())));
    boolean files = s3.has("accessKeyFile") && s3.has("secretKeyFile");
    boolean anyFile = s3.has("accessKeyFile") || s3.has("secretKeyFile");
    if (anyFile == s3.has("credentials") || anyFile != files) {
      s3.refuse(
          "what opens the bucket is missing, or said twice",
          "accessKeyFile and secretKeyFile, or credentials: environment");
      return Optional.empty();
    }
    return files
        ? accessKey.flatMap(
            access -> secretKey.map(secret -> new Credentials.KeyFiles(access, secret)))
        : environment;
  }

  private static Optional<Tls> tls(DocumentNode node) {
    if (node instanceof ScalarNode) {
      return Readings.word("valid here", Map.of("disable", new Tls(true, List.of()))).read(node);
    }
    return Readings.<Tls>mapping(tls ->
            tls.required("authoritiesFile", CertificateReadings.authorities())
                .map(authorities -> new Tls(false, authorities)))
        .read(node);
  }

  private static Optional<Encryption> encryption(DocumentNode node) {
    if (node instanceof ScalarNode) {
      return Readings.word(
              "valid here", Map.<String, Encryption>of("service", new Encryption.ServiceKeys()))
          .read(node);
    }
    return Readings.<Encryption>mapping(managed ->
            managed
                .required("kmsKey", Readings.text("the id of a key of the key management service"))
                .map(Encryption.ManagedKey::new))
        .read(node);
  }

  private static Optional<Lock> lock(MappingNode lock) {
    Optional<LockMode> mode =
        lock.optional(
            "mode",
            Readings.word(
                "a mode of Object Lock",
                Map.of("governance", LockMode.GOVERNANCE, "compliance", LockMode.COMPLIANCE)));
    Optional<Integer> days = lock.optional("days", Readings.wholeNumber(1, RETENTION_MAX_DAYS));
    boolean hold = lock.optional("legalHold", Readings.truth()).orElse(false);
    if (lock.has("mode") != lock.has("days")) {
      lock.refuse("one of the two is missing", "mode and days");
      return Optional.empty();
    }
    if (!lock.has("mode") && !hold) {
      lock.refuse("nothing is to be locked here", "mode and days, or legalHold: true");
      return Optional.empty();
    }
    return Optional.of(
        new Lock(
            mode.flatMap(how -> days.map(count -> new Retention(how, Duration.ofDays(count)))),
            hold));
  }
}
