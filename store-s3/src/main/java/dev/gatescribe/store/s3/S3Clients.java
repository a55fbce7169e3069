package dev.gatescribe.store.s3;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The two clients of a store, over one transport.
 *
 * @param reading tries again by itself
 * @param writing does not: a put that was cut off may have arrived, and must be asked for first
 */
record S3Clients(S3Client reading, S3Client writing, SdkHttpClient transport)
    implements AutoCloseable {

  static S3Clients of(S3StoreSettings settings) throws IOException {
    S3StoreSettings.Limits limits = settings.limits();
    UrlConnectionHttpClient.Builder transport =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(limits.connect())
            .socketTimeout(limits.silence());
    if (!settings.authorities().isEmpty()) {
      TrustManager[] managers = trusting(settings.authorities());
      transport.tlsTrustManagersProvider(() -> managers);
    }
    SdkHttpClient http = transport.build();
    AwsCredentialsProvider credentials =
        switch (settings.credentials()) {
          case S3StoreSettings.Credentials.KeyFiles files -> new KeyFileCredentials(files);
          case S3StoreSettings.Credentials.Environment _ ->
              DefaultCredentialsProvider.builder().build();
        };
    RetryStrategy again =
        AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .maxAttempts(limits.readAttempts())
            .build();
    return new S3Clients(
        client(settings, http, credentials, again),
        client(settings, http, credentials, AwsRetryStrategy.doNotRetry()),
        http);
  }

  private static S3Client client(
      S3StoreSettings settings,
      SdkHttpClient http,
      AwsCredentialsProvider credentials,
      RetryStrategy retryStrategy) {
    var builder =
        S3Client.builder()
            .httpClient(http)
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials)
            .forcePathStyle(settings.pathStyle())
            // Ceph refuses the trailing checksums that the SDK would add by itself. What we send
            // and
            // compare is said with each call.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(configuration ->
                configuration
                    .retryStrategy(retryStrategy)
                    .apiCallAttemptTimeout(settings.limits().attempt()));
    settings.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static TrustManager[] trusting(List<X509Certificate> authorities) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority-" + i, authorities.get(i));
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw new IOException("the authorities for the object store cannot be used", e);
    }
  }

  @Override
  public void close() {
    reading.close();
    writing.close();
    transport.close();
  }
}
