package dev.gatescribe.server;

import dev.gatescribe.credentials.authority.TlsAuthority;
import dev.gatescribe.gateway.KeyFile;
import dev.gatescribe.identity.Seal;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;

/** The secrets that a process makes for itself at its first start, in {@code keys/}. */
final class SecretFiles {
  private static final String SIGNING_KEY = "recording-signing.pem";
  private static final String SIGNING_KEY_PUBLIC = "recording-signing.pub.pem";
  private static final String WEB_TOKEN = "web-token";
  private static final String TLS_AUTHORITY = "tls-authority.pem";
  private static final String TLS_AUTHORITY_KEY = "tls-authority.key.pem";
  private static final String WEB_SEAL = "web-seal";
  private static final int TOKEN_BYTES = 32;

  private final Path directory;

  SecretFiles(Path directory) {
    this.directory = directory;
  }

  /** Where the public key is, by which auditors check recordings. */
  Path publicSigningKey() {
    return directory.resolve(SIGNING_KEY_PUBLIC);
  }

  Path webTokenFile() {
    return directory.resolve(WEB_TOKEN);
  }

  SigningKey signingKey() throws StartException {
    Path file = directory.resolve(SIGNING_KEY);
    try {
      if (!Files.exists(file)) {
        SigningKey key = SigningKey.generate();
        write(publicSigningKey(), key.publicKey().pem());
        write(file, key.privatePem());
        return key;
      }
      return SigningKey.parse(Files.readString(file), Files.readString(publicSigningKey()));
    } catch (IOException | FormatException e) {
      throw new StartException("the signing key " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The certificate that clients of the doors with TLS are told to trust. */
  Path tlsAuthorityFile() {
    return directory.resolve(TLS_AUTHORITY);
  }

  /** The authority that the gateway makes for itself. */
  TlsAuthority tlsAuthority(Clock clock) throws StartException {
    Path key = directory.resolve(TLS_AUTHORITY_KEY);
    try {
      if (!Files.exists(key)) {
        TlsAuthority authority = TlsAuthority.create("Gatescribe gateway", clock.instant());
        write(tlsAuthorityFile(), authority.certificatePem());
        write(key, authority.privateKeyPem());
        return authority;
      }
      return TlsAuthority.parse(Files.readString(tlsAuthorityFile()), Files.readString(key));
    } catch (IOException | GeneralSecurityException e) {
      throw new StartException(
          "the TLS authority " + key + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The bearer token of the REST API. */
  String webToken() throws StartException {
    Path file = webTokenFile();
    try {
      if (!Files.exists(file)) {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n");
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new StartException("the web token " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The key that seals what browsers and the database keep for the web application. */
  byte[] webSeal() throws StartException {
    Path file = directory.resolve(WEB_SEAL);
    try {
      if (!Files.exists(file)) {
        byte[] bytes = new byte[Seal.KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        write(file, Base64.getEncoder().encodeToString(bytes) + "\n");
      }
      byte[] key = Base64.getDecoder().decode(Files.readString(file).strip());
      if (key.length != Seal.KEY_BYTES) {
        throw new IOException("it does not hold " + Seal.KEY_BYTES + " bytes in base 64");
      }
      return key;
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException("the key " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    KeyFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
