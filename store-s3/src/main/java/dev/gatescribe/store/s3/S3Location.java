package dev.gatescribe.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket as readers on a command line name it, {@code s3://BUCKET/PREFIX}; everything else comes
 * from the environment variables that other tools for S3 read, too.
 */
public final class S3Location {
  public static final String SCHEME = "s3://";

  private static final Pattern FORM =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/((?:[A-Za-z0-9._-]+/?)*))?");
  private static final String DEFAULT_REGION = "us-east-1";

  private S3Location() {}

  /**
   * The settings to read a bucket with.
   *
   * @param environment {@code AWS_ENDPOINT_URL_S3} or {@code AWS_ENDPOINT_URL}, {@code AWS_REGION},
   *     {@code AWS_CA_BUNDLE}; the credentials are the SDK's to find
   * @throws IOException if the text names no bucket, or the file of authorities cannot be used
   */
  public static S3StoreSettings read(String text, Map<String, String> environment)
      throws IOException {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IOException(text + " is no bucket; expected s3://BUCKET or s3://BUCKET/PREFIX");
    }
    String prefix = form.group(2) == null ? "" : form.group(2);
    Optional<String> endpoint =
        variable(environment, "AWS_ENDPOINT_URL_S3")
            .or(() -> variable(environment, "AWS_ENDPOINT_URL"));
    Optional<String> authorities = variable(environment, "AWS_CA_BUNDLE");
    return new S3StoreSettings(
        endpoint.map(URI::create),
        variable(environment, "AWS_REGION")
            .or(() -> variable(environment, "AWS_DEFAULT_REGION"))
            .orElse(DEFAULT_REGION),
        form.group(1),
        prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
        endpoint.isPresent(),
        new S3StoreSettings.Credentials.Environment(),
        authorities.isPresent() ? certificates(Path.of(authorities.get())) : List.of(),
        new S3StoreSettings.Encryption.BucketDefault(),
        Optional.empty(),
        S3StoreSettings.Limits.DEFAULT);
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    try (InputStream input = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(input).stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException e) {
      throw new IOException(file + " holds something else than certificates", e);
    }
  }
}
