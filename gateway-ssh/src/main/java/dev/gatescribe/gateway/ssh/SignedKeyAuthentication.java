package dev.gatescribe.gateway.ssh;

import dev.gatescribe.session.KeyHolder;
import dev.gatescribe.session.PrincipalDirectory;
import java.io.IOException;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKey;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.session.ServerSession;

/**
 * Public-key authentication (RFC 4252, section 7) that binds the identity to the key that signed.
 *
 * <p>A client may offer many keys before it signs with one (CVE-2024-45337), so what was offered is
 * forgotten; only {@link #verifySignature} names somebody, and only after the signature held.
 * Synchronous throughout (CVE-2026-77185).
 */
final class SignedKeyAuthentication extends UserAuthPublicKey {
  private final PrincipalDirectory principals;

  private SignedKeyAuthentication(
      List<NamedFactory<Signature>> signatures, PrincipalDirectory principals) {
    super(signatures);
    this.principals = principals;
  }

  @Override
  protected boolean verifySignature(
      ServerSession session,
      String username,
      String algorithm,
      PublicKey key,
      Buffer buffer,
      Signature verifier,
      byte[] signature)
      throws Exception {
    if (signature == null
        || !super.verifySignature(session, username, algorithm, key, buffer, verifier, signature)) {
      return false;
    }
    Optional<KeyHolder> holder = find(principals, key);
    if (holder.isEmpty()) {
      onNobodysKey(session, username, key);
      return false;
    }
    session.setAttribute(
        SignedIdentity.KEY,
        new SignedIdentity(holder.get().principal(), holder.get().authentication()));
    return true;
  }

  private static Optional<KeyHolder> find(PrincipalDirectory principals, PublicKey key) {
    // No certificate authority is trusted for people yet; a certificate is nobody's key.
    return key instanceof OpenSshCertificate
        ? Optional.empty()
        : principals.findByPublicKey(PublicKeyEntry.toString(key));
  }

  /** Says whether a key that is offered would do, so that a client signs with the right one. */
  static PublickeyAuthenticator offers(PrincipalDirectory principals) {
    return (userName, key, session) -> {
      boolean known = find(principals, key).isPresent();
      if (!known) {
        onNobodysKey(session, userName, key);
      }
      return known;
    };
  }

  private static void onNobodysKey(ServerSession session, String userName, PublicKey key) {
    ClientConnection connection = session.getAttribute(ClientConnection.KEY);
    if (connection != null) {
      connection.onKeyRefused(userName, KeyUtils.getFingerPrint(key));
    }
  }

  /** Makes one for each authentication request. */
  static final class Factory extends UserAuthPublicKeyFactory {
    private final PrincipalDirectory principals;

    Factory(PrincipalDirectory principals) {
      super(AlgorithmOffers.signatures());
      this.principals = principals;
    }

    @Override
    public UserAuthPublicKey createUserAuth(ServerSession session) throws IOException {
      return new SignedKeyAuthentication(getSignatureFactories(), principals);
    }
  }
}
