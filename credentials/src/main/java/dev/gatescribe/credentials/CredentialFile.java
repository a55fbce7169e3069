package dev.gatescribe.credentials;

import dev.gatescribe.credentials.authority.PrivateKeyPem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** A file with a secret, about to be read. Messages name the target, the login and the file. */
final class CredentialFile {

  /** The private key of 16384-bit RSA, the largest that OpenSSH makes, has about 13 kB. */
  static final int MAXIMUM_BYTES = 64 * 1024;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /** RFC 7468, section 2, and OpenSSH's own form. */
  private static final Pattern PRIVATE_KEY_BEGIN =
      Pattern.compile("\\s*-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY-----\\s.*", Pattern.DOTALL);

  /** A line of ssh-keygen(1), which lies beside the private key with nearly its name. */
  private static final Pattern PUBLIC_KEY_BEGIN =
      Pattern.compile("\\s*(sk-)?(ssh|ecdsa)-[a-z0-9@.-]+ ");

  private static final Pattern CERTIFICATE_BEGIN =
      Pattern.compile("\\s*-----BEGIN CERTIFICATE-----\\s.*", Pattern.DOTALL);

  private final String target;
  private final String login;
  private final Path file;

  CredentialFile(String target, String login, Path file) {
    this.target = target;
    this.login = login;
    this.file = file;
  }

  String privateKey() throws CredentialException {
    String text = text();
    if (!PRIVATE_KEY_BEGIN.matcher(text).matches()) {
      throw failure(
          CredentialFailure.FILE_MALFORMED,
          PUBLIC_KEY_BEGIN.matcher(text).lookingAt()
              ? "holds a public key, not the private one"
              : "does not begin as a private key does");
    }
    return text;
  }

  /** A private key of TLS, whatever form the file has it in: PKCS #8 in PEM. */
  String tlsPrivateKey() throws CredentialException {
    try {
      return PrivateKeyPem.pkcs8(text());
    } catch (GeneralSecurityException e) {
      throw new CredentialException(
          CredentialFailure.FILE_MALFORMED, describe("holds no private key without passphrase"), e);
    }
  }

  /** A chain of certificates; it is no secret, so anybody may read it. */
  String certificates() throws CredentialException {
    String text = text(read());
    if (!CERTIFICATE_BEGIN.matcher(text).matches()) {
      throw failure(CredentialFailure.FILE_MALFORMED, "does not begin as a certificate does");
    }
    return text;
  }

  /** The password or token without the end of the line that editors and echo(1) leave behind. */
  String password() throws CredentialException {
    String text = text();
    if (text.endsWith("\n")) {
      text = text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1));
    }
    if (text.isEmpty()) {
      throw failure(CredentialFailure.FILE_MALFORMED, "is empty");
    }
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0) {
      throw failure(CredentialFailure.FILE_MALFORMED, "holds more than one line of text");
    }
    return text;
  }

  private String text() throws CredentialException {
    requireOwnerOnly();
    return text(read());
  }

  private String text(byte[] content) throws CredentialException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new CredentialException(
          CredentialFailure.FILE_MALFORMED, describe("is not text in UTF-8"), e);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private void requireOwnerOnly() throws CredentialException {
    requireThere();
    Set<PosixFilePermission> permissions;
    try {
      permissions = Files.getPosixFilePermissions(file);
    } catch (IOException | UnsupportedOperationException e) {
      throw new CredentialException(
          CredentialFailure.FILE_UNREADABLE, describe("cannot be read"), e);
    }
    if (!OWNER_ONLY.containsAll(permissions)) {
      throw failure(
          CredentialFailure.FILE_EXPOSED,
          "can be used by others than its owner; chmod 600 " + file);
    }
  }

  private void requireThere() throws CredentialException {
    if (!Files.isRegularFile(file)) {
      throw failure(CredentialFailure.FILE_MISSING, "is missing");
    }
  }

  private byte[] read() throws CredentialException {
    requireThere();
    byte[] content;
    try (InputStream input = Files.newInputStream(file)) {
      content = input.readNBytes(MAXIMUM_BYTES + 1);
    } catch (IOException e) {
      throw new CredentialException(
          CredentialFailure.FILE_UNREADABLE, describe("cannot be read"), e);
    }
    if (content.length > MAXIMUM_BYTES) {
      Arrays.fill(content, (byte) 0);
      throw failure(CredentialFailure.FILE_TOO_LARGE, "has more than " + MAXIMUM_BYTES + " bytes");
    }
    return content;
  }

  private CredentialException failure(CredentialFailure failure, String what) {
    return new CredentialException(failure, describe(what));
  }

  private String describe(String what) {
    return "the credential of target " + target + " as " + login + ": " + file + " " + what;
  }
}
