package dev.gatescribe.recording.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final byte[] MESSAGE = "what is signed".getBytes(StandardCharsets.UTF_8);

  @Test
  void keyComesBackFromItsPem() throws FormatException {
    SigningKey key = SigningKey.generate();

    SigningKey read = SigningKey.parse(key.privatePem(), key.publicKey().pem());

    assertThat(read.publicKey()).isEqualTo(key.publicKey()).hasSameHashCodeAs(key.publicKey());
    assertThat(key.publicKey().verifies(MESSAGE, read.sign(MESSAGE))).isTrue();
    assertThat(read.sign(MESSAGE)).isEqualTo(key.sign(MESSAGE));
  }

  @Test
  void privateKeyIsNotShownByToString() {
    SigningKey key = SigningKey.generate();

    assertThat(key.toString())
        .contains(key.publicKey().fingerprint())
        .doesNotContain(key.privatePem().lines().toList().get(1));
  }

  @Test
  void keyMadeByOpensslIsAcceptedAndItsFingerprintIsOpenssls(@TempDir Path folder)
      throws Exception {
    Path secret = folder.resolve("key.pem");
    Path open = folder.resolve("key.pub");
    run(folder, "openssl", "genpkey", "-algorithm", "ed25519", "-out", secret.toString());
    run(folder, "openssl", "pkey", "-in", secret.toString(), "-pubout", "-out", open.toString());

    SigningKey key = SigningKey.parse(Files.readString(secret), Files.readString(open));

    assertThat(key.publicKey().pem()).isEqualTo(Files.readString(open));
    assertThat(key.privatePem()).isEqualTo(Files.readString(secret));
    String digest =
        run(
            folder,
            "sh",
            "-c",
            "openssl pkey -pubin -in key.pub -outform DER | openssl dgst -sha256 -binary"
                + " | openssl base64");
    assertThat(key.publicKey().fingerprint())
        .isEqualTo("SHA256:" + digest.strip().replace("=", ""));
  }

  @Test
  void opensslVerifiesWhatIsSigned(@TempDir Path folder) throws Exception {
    SigningKey key = SigningKey.generate();
    Files.writeString(folder.resolve("key.pub"), key.publicKey().pem());
    Files.write(folder.resolve("message"), MESSAGE);
    Files.write(folder.resolve("signature"), key.sign(MESSAGE));

    assertThat(
            run(
                folder,
                "sh",
                "-c",
                "openssl pkeyutl -verify -pubin -inkey key.pub -rawin -in message"
                    + " -sigfile signature"))
        .contains("Verified Successfully");
  }

  @Test
  void keysThatAreNoPairAreRefused() {
    SigningKey one = SigningKey.generate();
    SigningKey other = SigningKey.generate();

    assertThatThrownBy(() -> SigningKey.parse(one.privatePem(), other.publicKey().pem()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("pair");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----",
        "-----END PUBLIC KEY-----\n-----BEGIN PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\n====\n-----END PUBLIC KEY-----",
        // A P-256 key, which is a key, but of another kind.
        "-----BEGIN PUBLIC KEY-----\n"
            + "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li"
            + "/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n-----END PUBLIC KEY-----",
        // An Ed25519 key with a byte behind it.
        "-----BEGIN PUBLIC KEY-----\n"
            + "MCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbgA\n-----END PUBLIC KEY-----"
      })
  void whatIsNoEd25519KeyIsRefused(String pem) {
    assertThatThrownBy(() -> TrustedKey.parse(pem)).isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> SigningKey.parse(pem.replace("PUBLIC", "PRIVATE"), goodPublicPem()))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void signatureOfTheWrongShapeDoesNotVerify() {
    TrustedKey key = SigningKey.generate().publicKey();

    for (int length : List.of(0, 1, 63, 64, 65, 1_000)) {
      assertThat(key.verifies(MESSAGE, new byte[length])).isFalse();
    }
  }

  private static String goodPublicPem() {
    return SigningKey.generate().publicKey().pem();
  }

  private static String run(Path folder, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
