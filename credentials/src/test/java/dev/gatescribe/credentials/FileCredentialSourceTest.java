package dev.gatescribe.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatescribe.credentials.authority.PrivateKeyPem;
import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.Principal;
import dev.gatescribe.session.ProofMint;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.RedeemedProof;
import dev.gatescribe.session.SessionRequest;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetTrust;
import dev.gatescribe.session.UpstreamCredential;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileCredentialSourceTest {
  private static final String CANARY = "correct-horse-battery-staple";
  private static final String KEY =
      "-----BEGIN OPENSSH PRIVATE KEY-----\n" + CANARY + "\n-----END OPENSSH PRIVATE KEY-----\n";
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  /** As openssl ecparam writes it: RFC 5915, with the parameters of the curve before it. */
  private static final String EC_KEY =
      """
      -----BEGIN EC PARAMETERS-----
      BggqhkjOPQMBBw==
      -----END EC PARAMETERS-----
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEIL3zMxyACZXk5sDC9udFR5cwEXOaMdj4Rcddyfg7mKbMoAoGCCqGSM49
      AwEHoUQDQgAEFg3akOzbkF1LeQ3EE9pY2M9RygeyOf3BSUDbRXehNNsmsaKB2afP
      dJFBfjNr1fPy9ZzgX0Lg0DVy1ahAaZvLdw==
      -----END EC PRIVATE KEY-----
      """;

  private static final String CHAIN =
      "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

  @TempDir Path folder;

  @Test
  void exactLoginComesBeforeEveryLogin() throws Exception {
    FileCredentialSource source =
        new FileCredentialSource(
            List.of(
                definition("web-1", "*", CredentialKind.PASSWORD, secret("any", "for-all\n")),
                definition("web-1", "deploy", CredentialKind.PRIVATE_KEY, secret("key", KEY))));

    assertThat(source.credentialFor(proof("web-1", "deploy")))
        .isEqualTo(new UpstreamCredential.PrivateKey(KEY));
    assertThat(source.credentialFor(proof("web-1", "root")))
        .isEqualTo(new UpstreamCredential.Password("for-all"));
  }

  @Test
  void tokenAndClientCertificateOpenClusters() throws Exception {
    Path chain = folder.resolve("chain.pem");
    Files.writeString(chain, CHAIN);
    Files.setPosixFilePermissions(chain, PosixFilePermissions.fromString("rw-r--r--"));
    FileCredentialSource source =
        new FileCredentialSource(
            List.of(
                definition("one", "*", CredentialKind.BEARER_TOKEN, secret("token", "for-one\n")),
                new CredentialDefinition(
                    "two",
                    "*",
                    CredentialKind.CLIENT_CERTIFICATE,
                    secret("key", EC_KEY),
                    Optional.of(chain))));

    assertThat(source.credentialFor(proof("one", "developers")))
        .isEqualTo(new UpstreamCredential.BearerToken("for-one"));
    assertThat(source.credentialFor(proof("two", "developers")))
        .isInstanceOfSatisfying(
            UpstreamCredential.ClientCertificate.class,
            certificate -> {
              assertThat(certificate.chain()).isEqualTo(CHAIN);
              assertThat(certificate.privateKey()).startsWith("-----BEGIN PRIVATE KEY-----");
              assertThat(key(certificate.privateKey())).isEqualTo(key(EC_KEY));
            });
  }

  private static PrivateKey key(String text) {
    try {
      return PrivateKeyPem.parse(text);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void keyInPlaceOfTheCertificateIsRefusedAndNotTold() throws Exception {
    FileCredentialSource source =
        new FileCredentialSource(
            List.of(
                new CredentialDefinition(
                    "two",
                    "*",
                    CredentialKind.CLIENT_CERTIFICATE,
                    secret("key", KEY),
                    Optional.of(secret("chain", KEY)))));

    CredentialException refused = failure(source, "two", "developers");

    assertThat(refused.failure()).isEqualTo(CredentialFailure.FILE_MALFORMED);
    assertThat(refused).hasMessageNotContaining("PRIVATE KEY");
  }

  @Test
  void credentialOfOneTargetNeverOpensAnother() throws Exception {
    FileCredentialSource source =
        new FileCredentialSource(
            List.of(definition("web-1", "*", CredentialKind.PASSWORD, secret("any", CANARY))));

    assertThat(failure(source, "web-2", "root").failure())
        .isEqualTo(CredentialFailure.NOT_CONFIGURED);
  }

  @Test
  void loginTypedAsStarGetsNothingOfItsOwn() throws Exception {
    FileCredentialSource source =
        new FileCredentialSource(
            List.of(definition("web-1", "deploy", CredentialKind.PASSWORD, secret("p", CANARY))));

    assertThat(failure(source, "web-1", "*").failure()).isEqualTo(CredentialFailure.NOT_CONFIGURED);
  }

  @Test
  void twoCredentialsForOneLoginAreRefused() {
    CredentialDefinition definition =
        definition("web-1", "root", CredentialKind.PASSWORD, folder.resolve("p"));

    assertThatThrownBy(() -> new FileCredentialSource(List.of(definition, definition)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("target web-1 has two credentials for login root");
  }

  @ParameterizedTest
  @CsvSource({
    "'secret', 'secret'",
    "'secret\n', 'secret'",
    "'secret\r\n', 'secret'",
    "' spaces stay ', ' spaces stay '",
    "'pässwörd\n', 'pässwörd'"
  })
  void passwordLosesOnlyTheEndOfItsLine(String content, String password) throws Exception {
    FileCredentialSource source = passwordSource(content);

    assertThat(source.credentialFor(proof("web-1", "root")))
        .isEqualTo(new UpstreamCredential.Password(password));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n", "one\ntwo\n", "secret\n\n", "a\rb", "a\0b"})
  void passwordFileThatIsNotOnePasswordIsRefused(String content) throws Exception {
    CredentialException failure = failure(passwordSource(content), "web-1", "root");

    assertThat(failure.failure()).isEqualTo(CredentialFailure.FILE_MALFORMED);
  }

  @Test
  void fileIsReadAtEachDial() throws Exception {
    FileCredentialSource source = passwordSource("before\n");
    source.credentialFor(proof("web-1", "root"));

    secret("password", "after\n");

    assertThat(source.credentialFor(proof("web-1", "root")))
        .isEqualTo(new UpstreamCredential.Password("after"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwxrwxrwx"})
  void permissionsOpenedAfterTheStartAreRefusedAtDial(String permissions) throws Exception {
    FileCredentialSource source = passwordSource(CANARY);
    Path file = folder.resolve("password");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    CredentialException failure = failure(source, "web-1", "root");

    assertThat(failure.failure()).isEqualTo(CredentialFailure.FILE_EXPOSED);
    assertThat(failure)
        .hasMessage(
            "the credential of target web-1 as root: %s can be used by others than its owner;"
                + " chmod 600 %s",
            file, file);
  }

  @Test
  void missingFileAndFolderAreNamed() throws Exception {
    FileCredentialSource source = passwordSource(CANARY);
    Path file = folder.resolve("password");
    Files.delete(file);

    assertThat(failure(source, "web-1", "root"))
        .hasMessage("the credential of target web-1 as root: %s is missing", file);

    Files.createDirectory(file);
    assertThat(failure(source, "web-1", "root").failure())
        .isEqualTo(CredentialFailure.FILE_MISSING);
  }

  @Test
  void sizeIsBounded() throws Exception {
    assertThat(
            passwordSource("a".repeat(CredentialFile.MAXIMUM_BYTES))
                .credentialFor(proof("web-1", "root")))
        .isInstanceOf(UpstreamCredential.Password.class);
    assertThat(
            failure(passwordSource("a".repeat(CredentialFile.MAXIMUM_BYTES + 1)), "web-1", "root")
                .failure())
        .isEqualTo(CredentialFailure.FILE_TOO_LARGE);
  }

  @Test
  void publicKeyInPlaceOfThePrivateOneIsCalledSo() throws Exception {
    Path file = secret("key.pub", "ssh-ed25519 AAAA comment\n");
    FileCredentialSource source =
        new FileCredentialSource(
            List.of(definition("web-1", "root", CredentialKind.PRIVATE_KEY, file)));

    assertThat(failure(source, "web-1", "root"))
        .hasMessage(
            "the credential of target web-1 as root: %s holds a public key, not the private one",
            file);
  }

  @Test
  void messagesAndCausesNeverShowTheContent() throws Exception {
    Path notAKey = secret("not-a-key", CANARY);
    Path publicKey = secret("key.pub", "ssh-ed25519 " + CANARY);
    Path twoLines = secret("two-lines", CANARY + "\n" + CANARY);
    Path binary = folder.resolve("binary");
    byte[] bytes = (CANARY + "!").getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 1] = (byte) 0xFF;
    Files.write(binary, bytes);
    Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rw-------"));
    FileCredentialSource source =
        new FileCredentialSource(
            List.of(
                definition("web-1", "a", CredentialKind.PRIVATE_KEY, notAKey),
                definition("web-1", "b", CredentialKind.PRIVATE_KEY, publicKey),
                definition("web-1", "c", CredentialKind.PASSWORD, twoLines),
                definition("web-1", "d", CredentialKind.PASSWORD, binary)));

    for (String login : List.of("a", "b", "c", "d")) {
      CredentialException failure = failure(source, "web-1", login);
      assertThat(failure.failure()).isEqualTo(CredentialFailure.FILE_MALFORMED);
      assertThat(failure.getMessage()).contains("target web-1").contains(folder.toString());
      for (Throwable each = failure; each != null; each = each.getCause()) {
        assertThat(each.toString()).doesNotContain(CANARY);
      }
    }
  }

  @Test
  void toStringOfACredentialIsRedacted() throws Exception {
    assertThat(passwordSource(CANARY).credentialFor(proof("web-1", "root")).toString())
        .isEqualTo("Password[redacted]");
    FileCredentialSource keys =
        new FileCredentialSource(
            List.of(definition("web-1", "*", CredentialKind.PRIVATE_KEY, secret("key", KEY))));
    assertThat(keys.credentialFor(proof("web-1", "root")).toString())
        .isEqualTo("PrivateKey[redacted]");
  }

  private static CredentialException failure(
      FileCredentialSource source, String target, String login) throws Exception {
    RedeemedProof proof = proof(target, login);
    return catchThrowableOfType(CredentialException.class, () -> source.credentialFor(proof));
  }

  private FileCredentialSource passwordSource(String content) throws IOException {
    return new FileCredentialSource(
        List.of(definition("web-1", "*", CredentialKind.PASSWORD, secret("password", content))));
  }

  private static CredentialDefinition definition(
      String target, String login, CredentialKind kind, Path file) {
    return CredentialDefinition.of(target, login, kind, file);
  }

  private Path secret(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static RedeemedProof proof(String target, String login) throws Exception {
    SessionRequest request =
        new SessionRequest(
            RecordingId.create(NOW),
            Protocol.SSH,
            new Principal("ada"),
            new Authentication(AuthenticationMethod.PUBLIC_KEY, "SHA256:test", Instant.EPOCH),
            target,
            login,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000),
            NOW);
    Target reached =
        new Target(
            target,
            Protocol.SSH,
            "127.0.0.1",
            22,
            new TargetTrust.PinnedHostKeys(List.of("ssh-ed25519 AAAA")));
    return ProofMint.mint(request, reached, NOW.plusSeconds(30)).redeem(request, NOW);
  }
}
