package dev.gatescribe.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.recording.store.ObjectConflictException;
import dev.gatescribe.recording.store.UnreadableObjectException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What happens on the way to a service, and what the store says of it. */
@ParameterizedClass
@EnumSource
class S3FaultsTest {
  private static final byte[] MARKED =
      "an object with MARKEDBYTES in it".getBytes(StandardCharsets.UTF_8);
  private static final int SEGMENT_BYTES = 3_000_000;

  enum Kind {
    S3MOCK,
    CEPH
  }

  @Parameter Kind kind;
  private S3Service service;
  private String bucket;
  private TamperingProxy proxy;
  private S3ObjectStore store;

  @BeforeEach
  void makeStore() throws IOException {
    service =
        switch (kind) {
          case S3MOCK -> S3Mock.get();
          case CEPH -> Ceph.get();
        };
    bucket = service.newBucket();
    proxy = new TamperingProxy(service.endpoint());
    store = open(S3Service.LIMITS);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    proxy.close();
  }

  private S3ObjectStore open(S3StoreSettings.Limits limits) throws IOException {
    return S3ObjectStore.open(
        with(service.settings(bucket), proxy.endpoint(), limits), Clock.systemUTC());
  }

  private static S3StoreSettings with(
      S3StoreSettings settings, URI endpoint, S3StoreSettings.Limits limits) {
    return new S3StoreSettings(
        Optional.of(endpoint),
        settings.region(),
        settings.bucket(),
        settings.prefix(),
        settings.pathStyle(),
        settings.credentials(),
        settings.authorities(),
        settings.encryption(),
        settings.lock(),
        limits);
  }

  @Test
  void uploadIsCutInTheMiddleThenALaterPutSucceeds() throws IOException {
    byte[] segment = new byte[SEGMENT_BYTES];
    new Random(2).nextBytes(segment);
    proxy.become((chunk, passed) -> passed < SEGMENT_BYTES / 2);

    // Some services still answer the half that they got, with an error that says little.
    assertThatThrownBy(() -> store.put("a/b", segment))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(ObjectConflictException.class)
        .message()
        .containsAnyOf("cannot be reached", "the service refuses");
    assertThat(store.children("a/")).isEmpty();

    proxy.heal();
    store.put("a/b", segment);
    assertThat(store.get("a/b", SEGMENT_BYTES)).isEqualTo(segment);
  }

  /** The service has the object; only the answer is lost. */
  @Test
  void answerToThePutIsLostThenTheSamePutAgainSucceeds() throws IOException {
    AtomicInteger puts = new AtomicInteger();
    proxy.become((chunk, passed) -> {
      if (text(chunk).contains("MARKEDBYTES")) {
        puts.incrementAndGet();
        putByAnotherWriter("a/b", MARKED); // As if the service had got it from us.
        return false;
      }
      return true;
    });
    assertThatThrownBy(() -> store.put("a/b", MARKED)).isInstanceOf(IOException.class);
    assertThat(puts).as("a put is not repeated without asking first").hasValue(1);

    store.put("a/b", MARKED);

    assertThat(puts).as("it is there already").hasValue(1);
    assertThat(store.get("a/b", 100)).isEqualTo(MARKED);
  }

  @Test
  void bytesAreAlteredOnTheWayThenThePutFailsAndNothingIsStored() throws IOException {
    proxy.become((chunk, passed) -> {
      int at = text(chunk).indexOf("MARKEDBYTES");
      if (at >= 0) {
        chunk[at] ^= 1;
      }
      return true;
    });

    assertThatThrownBy(() -> store.put("a/b", MARKED))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(ObjectConflictException.class)
        .message()
        .containsAnyOf("altered on the way", "does not accept the request (400");

    proxy.heal();
    assertThat(store.children("a/")).isEmpty();
    store.put("a/b", MARKED);
    assertThat(store.get("a/b", 100)).isEqualTo(MARKED);
  }

  @Test
  void anotherWriterIsFasterBetweenQuestionAndPutThenItIsAConflict() throws IOException {
    byte[] other = "the other's bytes".getBytes(StandardCharsets.UTF_8);
    proxy.become((chunk, passed) -> {
      if (text(chunk).startsWith("PUT ")) {
        putByAnotherWriter("a/b", other);
      }
      return true;
    });

    assertThatThrownBy(() -> store.put("a/b", MARKED)).isInstanceOf(ObjectConflictException.class);
    assertThat(store.get("a/b", 100)).isEqualTo(other);
  }

  @Test
  void serviceIsSilentThenCallsEndInTime() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    proxy.become((chunk, passed) -> {
      await(over);
      return false;
    });
    Duration limit = Duration.ofMillis(500);
    long begun = System.nanoTime();
    try (S3ObjectStore impatient =
        open(new S3StoreSettings.Limits(limit, limit, limit.multipliedBy(2), 2, 3))) {
      assertThatThrownBy(() -> impatient.put("a/b", MARKED)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> impatient.get("a/b", 100)).isInstanceOf(IOException.class);
      assertThatThrownBy(impatient::probe).isInstanceOf(IOException.class);
    } finally {
      over.countDown();
    }

    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as("three calls of two attempts of a second at most")
        .isLessThan(Duration.ofSeconds(9));
  }

  @Test
  void serviceIsNotThereThenThatIsSaid() throws IOException {
    URI nowhere = URI.create("http://127.0.0.1:" + S3Service.freePort());
    try (S3ObjectStore absent =
        S3ObjectStore.open(
            with(service.settings(bucket), nowhere, S3Service.LIMITS), Clock.systemUTC())) {
      assertThatThrownBy(absent::probe)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot be reached")
          .hasMessageContaining("refused")
          .hasMessageContaining("s3://" + bucket + "/");
    }
  }

  @Test
  void bucketIsMissingThenThatIsSaid() throws IOException {
    try (S3ObjectStore absent =
        S3ObjectStore.open(service.settings("not-there"), Clock.systemUTC())) {
      String said = "there is no bucket not-there";
      assertThatThrownBy(absent::probe).hasMessageContaining(said);
      assertThatThrownBy(() -> absent.put("a/b", MARKED)).hasMessageContaining(said);
      assertThatThrownBy(() -> absent.get("a/b", 100))
          .isExactlyInstanceOf(IOException.class)
          .hasMessageContaining(said);
      assertThatThrownBy(() -> absent.children("a/")).hasMessageContaining(said);
    }
  }

  @Test
  void keyFileIsMissingThenItIsNamed() throws IOException {
    S3StoreSettings settings = service.settings(bucket);
    var files = (S3StoreSettings.Credentials.KeyFiles) settings.credentials();
    Files.delete(files.secretKey());
    try (S3ObjectStore keyless = S3ObjectStore.open(settings, Clock.systemUTC())) {
      assertThatThrownBy(keyless::probe)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(files.secretKey().toString());
    }
  }

  @Test
  void largeObjectIsNotReadFurtherThanAsked() throws IOException {
    byte[] segment = new byte[SEGMENT_BYTES];
    store.put("a/b", segment);

    assertThatThrownBy(() -> store.get("a/b", 1_000))
        .isInstanceOf(UnreadableObjectException.class)
        .hasMessageContaining("1000");
    assertThat(store.get("a/b", SEGMENT_BYTES)).isEqualTo(segment);
  }

  private void putByAnotherWriter(String name, byte[] bytes) {
    try (S3Client other = service.client()) {
      other.putObject(
          request -> request.bucket(bucket).key("some/Prefix_1/" + name),
          RequestBody.fromBytes(bytes));
    }
  }

  private static String text(byte[] chunk) {
    return new String(chunk, StandardCharsets.ISO_8859_1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void headersOfEncryptionAndChecksumsAreSent() throws IOException {
    S3StoreSettings settings = with(service.settings(bucket), proxy.endpoint(), S3Service.LIMITS);
    for (S3StoreSettings.Encryption encryption :
        List.of(
            new S3StoreSettings.Encryption.ServiceKeys(),
            new S3StoreSettings.Encryption.ManagedKey("key-1"))) {
      try (S3ObjectStore encrypting =
          S3ObjectStore.open(
              new S3StoreSettings(
                  settings.endpoint(),
                  settings.region(),
                  bucket,
                  "",
                  true,
                  settings.credentials(),
                  List.of(),
                  encryption,
                  Optional.empty(),
                  settings.limits()),
              Clock.systemUTC())) {
        encrypting.put(
            encryption.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT), MARKED);
      } catch (IOException e) {
        // Neither service has keys to encrypt with; what was asked of it is seen below.
        assertThat(e).hasMessageContaining("s3://" + bucket);
      }
    }

    assertThat(proxy.seen())
        .containsIgnoringCase("x-amz-server-side-encryption: AES256")
        .containsIgnoringCase("x-amz-server-side-encryption: aws:kms")
        .containsIgnoringCase("x-amz-server-side-encryption-aws-kms-key-id: key-1")
        .containsIgnoringCase("content-md5: " + Digests.of(MARKED).md5Base64())
        .containsIgnoringCase("x-amz-checksum-sha256: " + Digests.of(MARKED).sha256Base64())
        .containsIgnoringCase("if-none-match: *")
        .doesNotContainIgnoringCase("x-amz-trailer")
        .doesNotContain(S3Service.SECRET_KEY);
  }
}
