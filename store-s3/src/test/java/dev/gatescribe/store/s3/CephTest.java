package dev.gatescribe.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.recording.store.ObjectLock;
import dev.gatescribe.recording.store.ObjectLockedException;
import dev.gatescribe.store.s3.S3StoreSettings.Lock;
import dev.gatescribe.store.s3.S3StoreSettings.LockMode;
import dev.gatescribe.store.s3.S3StoreSettings.Retention;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What only a service shows that enforces Object Lock and checks signatures. */
class CephTest {
  private static final byte[] BYTES = "what was recorded".getBytes(StandardCharsets.UTF_8);
  private static final String KEY = "some/Prefix_1/a/b";

  @Test
  void complianceRetentionIsSetThenNobodyCanDeleteTheObject() throws IOException {
    String bucket = Ceph.get().newLockedBucket();
    put(
        bucket,
        new Lock(Optional.of(new Retention(LockMode.COMPLIANCE, Duration.ofDays(30))), false));

    try (S3Client owner = Ceph.get().client()) {
      HeadObjectResponse held = owner.headObject(request -> request.bucket(bucket).key(KEY));
      assertThat(held.objectLockMode()).isEqualTo(ObjectLockMode.COMPLIANCE);
      assertThat(held.objectLockRetainUntilDate())
          .isBetween(
              Instant.now().plus(30, ChronoUnit.DAYS).minusSeconds(60),
              Instant.now().plus(30, ChronoUnit.DAYS).plusSeconds(60));
      assertThatThrownBy(() -> deleteVersion(owner, bucket, held.versionId()))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }

  @Test
  void legalHoldIsSetThenTheObjectCannotBeDeletedUntilItIsLifted() throws IOException {
    String bucket = Ceph.get().newLockedBucket();
    put(bucket, new Lock(Optional.empty(), true));

    try (S3Client owner = Ceph.get().client()) {
      HeadObjectResponse held = owner.headObject(request -> request.bucket(bucket).key(KEY));
      assertThat(held.objectLockLegalHoldStatus()).isEqualTo(ObjectLockLegalHoldStatus.ON);
      assertThatThrownBy(() -> deleteVersion(owner, bucket, held.versionId()))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }

  @Test
  void retentionHasNotEndedThenADeletionIsRefusedAndNothingIsGone() throws IOException {
    String bucket = Ceph.get().newLockedBucket();
    put(
        bucket,
        new Lock(Optional.of(new Retention(LockMode.COMPLIANCE, Duration.ofDays(30))), false));
    try (S3ObjectStore store = S3ObjectStore.open(Ceph.get().settings(bucket), Clock.systemUTC())) {

      assertThatThrownBy(() -> store.delete("a/b"))
          .isInstanceOf(ObjectLockedException.class)
          .hasMessageContaining("a/b")
          .hasMessageContaining("it is locked until");

      assertThat(store.get("a/b", 100)).isEqualTo(BYTES);
      assertThat(store.lock("a/b").until())
          .hasValueSatisfying(
              until -> assertThat(until).isAfter(Instant.now().plus(29, ChronoUnit.DAYS)));
      assertThat(store.lock("a/b").forbidsAt(Instant.now())).isTrue();
      assertThat(store.lock("a/b").forbidsAt(Instant.now().plus(31, ChronoUnit.DAYS))).isFalse();
    }
  }

  @Test
  void holdIsSetThenADeletionIsRefusedUntilItIsLifted() throws IOException {
    String bucket = Ceph.get().newLockedBucket();
    try (S3ObjectStore store = S3ObjectStore.open(Ceph.get().settings(bucket), Clock.systemUTC())) {
      store.put("a/b", BYTES);

      assertThat(store.setLegalHold("a/b", true)).isTrue();
      assertThat(store.setLegalHold("a/b", true)).isTrue();

      assertThat(store.lock("a/b")).isEqualTo(new ObjectLock(Optional.empty(), true));
      assertThatThrownBy(() -> store.delete("a/b"))
          .isInstanceOf(ObjectLockedException.class)
          .hasMessageContaining("it has a legal hold");
      assertThat(store.get("a/b", 100)).isEqualTo(BYTES);

      store.setLegalHold("a/b", false);
      store.delete("a/b");
      assertThat(store.children("")).isEmpty();
      assertThatThrownBy(() -> store.setLegalHold("a/b", true))
          .isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void everyObjectIsHeldByConfigurationThenLiftingAHoldDoesNotLiftThat() throws IOException {
    String bucket = Ceph.get().newLockedBucket();
    Lock always = new Lock(Optional.empty(), true);
    put(bucket, always);
    try (S3ObjectStore store =
        S3ObjectStore.open(with(Ceph.get().settings(bucket), always), Clock.systemUTC())) {

      store.setLegalHold("a/b", false);

      assertThat(store.lock("a/b").legalHold()).isTrue();
    }
  }

  @Test
  void lockIsConfiguredAndTheBucketHasNoneThenThatIsSaid() throws IOException {
    String bucket = Ceph.get().newBucket();
    try (S3ObjectStore store =
        S3ObjectStore.open(
            with(
                Ceph.get().settings(bucket),
                new Lock(
                    Optional.of(new Retention(LockMode.GOVERNANCE, Duration.ofDays(1))), false)),
            Clock.systemUTC())) {
      assertThatThrownBy(store::probe)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no Object Lock");
    }
  }

  @Test
  void keyIsWrongThenItIsRefusedAndNotShownAndTheRightOneNeedsNoRestart() throws IOException {
    S3StoreSettings settings = Ceph.get().settings(Ceph.get().newBucket());
    var files = (S3StoreSettings.Credentials.KeyFiles) settings.credentials();
    Files.writeString(files.secretKey(), "notthesecretkey");
    try (S3ObjectStore store = S3ObjectStore.open(settings, Clock.systemUTC())) {
      assertThatThrownBy(store::probe)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("refuses the key")
          .hasMessageNotContaining("notthesecretkey")
          .hasMessageNotContaining(S3Service.ACCESS_KEY);
      assertThatThrownBy(() -> store.put("a/b", BYTES)).hasMessageContaining("refuses the key");

      Files.writeString(files.secretKey(), S3Service.SECRET_KEY);

      store.put("a/b", BYTES);
      store.probe();
    }
    assertThat(settings.toString()).doesNotContain(S3Service.SECRET_KEY);
  }

  private static void put(String bucket, Lock lock) throws IOException {
    try (S3ObjectStore store =
        S3ObjectStore.open(with(Ceph.get().settings(bucket), lock), Clock.systemUTC())) {
      store.probe();
      store.put("a/b", BYTES);
      store.put("a/b", BYTES);
      assertThat(store.get("a/b", 100)).isEqualTo(BYTES);
      assertThat(store.laterVersions("a/")).isEmpty();
    }
  }

  private static void deleteVersion(S3Client client, String bucket, String version) {
    client.deleteObject(request -> request.bucket(bucket).key(KEY).versionId(version));
  }

  private static S3StoreSettings with(S3StoreSettings settings, Lock lock) {
    return new S3StoreSettings(
        settings.endpoint(),
        settings.region(),
        settings.bucket(),
        settings.prefix(),
        settings.pathStyle(),
        settings.credentials(),
        settings.authorities(),
        settings.encryption(),
        Optional.of(lock),
        settings.limits());
  }
}
