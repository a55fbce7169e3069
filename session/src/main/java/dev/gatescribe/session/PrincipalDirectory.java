package dev.gatescribe.session;

import java.util.Optional;

/** Knows who holds which credential. Port; implemented by the {@code admission} module. */
public interface PrincipalDirectory {

  /**
   * Who is known by this SSH public key now, and what the key proves. Asked for keys that are only
   * offered too: an answer is no proof before the key has signed.
   *
   * @param publicKey {@code TYPE BASE64}, the form of sshd(8)'s authorized_keys file, without
   *     comment
   */
  Optional<KeyHolder> findByPublicKey(String publicKey);

  /**
   * Who is known by this token now; empty too if it has expired. Takes the same time whether or not
   * the token is known.
   *
   * @param target the target that was asked for; it need not exist
   */
  Optional<TokenHolder> findByAccessToken(AccessToken token, String target);
}
