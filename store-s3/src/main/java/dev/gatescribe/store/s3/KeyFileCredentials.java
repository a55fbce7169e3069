package dev.gatescribe.store.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A key in two files, read for each request: replacing the files replaces the key. */
final class KeyFileCredentials implements AwsCredentialsProvider {
  /** Keys have some tens of characters; what is longer is another file. */
  private static final int KEY_MAX_BYTES = 4_096;

  private final S3StoreSettings.Credentials.KeyFiles files;

  KeyFileCredentials(S3StoreSettings.Credentials.KeyFiles files) {
    this.files = files;
  }

  @Override
  public AwsCredentials resolveCredentials() {
    return AwsBasicCredentials.create(line(files.accessKey()), line(files.secretKey()));
  }

  private static String line(Path file) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(KEY_MAX_BYTES + 1);
      String line = new String(bytes, java.nio.charset.StandardCharsets.UTF_8).strip();
      if (bytes.length > KEY_MAX_BYTES || line.isEmpty() || line.contains("\n")) {
        throw SdkClientException.create(file + " does not hold a key alone on one line");
      }
      return line;
    } catch (IOException e) {
      throw SdkClientException.create(file + " cannot be read: " + e, e);
    }
  }

  @Override
  public String toString() {
    return "KeyFileCredentials[" + files.accessKey() + "]";
  }
}
