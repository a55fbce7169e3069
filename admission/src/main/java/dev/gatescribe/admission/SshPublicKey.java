package dev.gatescribe.admission;

import dev.gatescribe.admission.document.VisibleText;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An SSH public key in one form only, so that two are equal exactly if they are the same key.
 *
 * @param type what kind of key
 * @param base64 the key's blob in base 64, padded
 */
public record SshPublicKey(PublicKeyType type, String base64) {

  private static final Pattern SPACE = Pattern.compile("[ \\t]+");

  /** What a key type may look like; anything else may be a secret and is not shown. */
  private static final Pattern TYPE_FORM =
      Pattern.compile("(?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]{1,60}");

  /**
   * What people write who think that a file is asked for. Base 64 alone has none of these forms.
   */
  private static final Pattern FILE_NAME =
      Pattern.compile("(?:/|~/|\\./|\\.\\./|[A-Za-z]:\\\\).*|.*\\.(?:pub|pem|key)");

  private static final String LINE = "TYPE BASE64 [COMMENT] with a type of ";

  public SshPublicKey {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(base64, "base64");
  }

  /**
   * Reads a line as in sshd(8)'s authorized_keys file, without options: {@code TYPE BASE64
   * [COMMENT]}.
   *
   * @throws InvalidPublicKeyException if it is not one, or of a kind that is not taken
   */
  public static SshPublicKey parse(String line) throws InvalidPublicKeyException {
    String[] words = SPACE.split(line.strip(), 3);
    PublicKeyType type = type(words[0]);
    if (words.length < 2) {
      throw new InvalidPublicKeyException(
          "the key after " + type.code() + " is missing", LINE + PublicKeyType.codes());
    }
    byte[] blob;
    try {
      blob = Base64.getDecoder().decode(words[1]);
    } catch (IllegalArgumentException notBase64) {
      throw PublicKeyType.damaged(type);
    }
    WireReader reader = new WireReader(blob);
    String inner = reader.text();
    if (!inner.equals(type.code())) {
      String shown = TYPE_FORM.matcher(inner).matches() ? inner : "something else";
      throw new InvalidPublicKeyException(
          "the line says " + type.code() + " but the key inside is " + shown,
          "the line as ssh-keygen wrote it");
    }
    type.check(reader);
    reader.end();
    return new SshPublicKey(type, Base64.getEncoder().encodeToString(blob));
  }

  /** Whether a text begins with the type of a public key, of whatever kind. */
  static boolean beginsLikeOne(String text) {
    return TYPE_FORM.matcher(SPACE.split(text.stripLeading(), 2)[0]).matches();
  }

  private static PublicKeyType type(String word) throws InvalidPublicKeyException {
    var type = PublicKeyType.ofCode(word);
    if (type.isPresent()) {
      return type.get();
    }
    if (word.startsWith("-----BEGIN")) {
      throw new InvalidPublicKeyException(
          "this is not a public key line but the begin of another file",
          LINE + PublicKeyType.codes());
    }
    if (FILE_NAME.matcher(word).matches()) {
      throw new InvalidPublicKeyException(
          "this is the name of a file", "the line that stands in it, not the file's name");
    }
    if (!TYPE_FORM.matcher(word).matches()) {
      throw new InvalidPublicKeyException(
          "the line does not begin with the type of a key", LINE + PublicKeyType.codes());
    }
    if (word.startsWith("sk-")) {
      throw new InvalidPublicKeyException(
          "keys of type " + VisibleText.of(word) + " (on a security key) are not supported yet",
          "a key of type " + PublicKeyType.codes());
    }
    throw new InvalidPublicKeyException(
        "keys of type " + VisibleText.of(word) + " are not supported",
        "a key of type " + PublicKeyType.codes());
  }

  /** {@code TYPE BASE64}. */
  public String text() {
    return type.code() + " " + base64;
  }

  /** {@code SHA256:…}, as ssh-keygen(1) shows it. */
  public String fingerprint() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(base64));
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return type.code() + " " + fingerprint();
  }
}
