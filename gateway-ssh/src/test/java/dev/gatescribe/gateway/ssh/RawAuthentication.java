package dev.gatescribe.gateway.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.sshd.client.auth.AbstractUserAuth;
import org.apache.sshd.client.auth.UserAuth;
import org.apache.sshd.client.auth.UserAuthFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/** Speaks publickey authentication (RFC 4252, section 7) the way an attacker might. */
final class RawAuthentication extends AbstractUserAuth {

  /**
   * One authentication request.
   *
   * @param shown the key that is named
   * @param signing the key that signs, or null for an offer without signature
   * @param algorithm the signature algorithm that is named
   * @param sessionId the session that is signed, or null for the right one
   * @param damage what is done to the signature
   * @param user the user name, or null for the right one
   */
  record Step(
      KeyPair shown,
      @Nullable KeyPair signing,
      String algorithm,
      @Nullable ByteBuffer sessionId,
      Damage damage,
      @Nullable String user) {

    enum Damage {
      NONE,
      ONE_BIT,
      EMPTY
    }

    static Step offer(KeyPair key) {
      return new Step(key, null, algorithm(key), null, Damage.NONE, null);
    }

    static Step sign(KeyPair key) {
      return new Step(key, key, algorithm(key), null, Damage.NONE, null);
    }

    static Step signWith(KeyPair shown, KeyPair signing) {
      return new Step(shown, signing, algorithm(shown), null, Damage.NONE, null);
    }

    static Step signAs(KeyPair key, String algorithm) {
      return new Step(key, key, algorithm, null, Damage.NONE, null);
    }

    static Step signBadly(KeyPair key) {
      return new Step(key, key, algorithm(key), null, Damage.ONE_BIT, null);
    }

    static Step signEmpty(KeyPair key) {
      return new Step(key, key, algorithm(key), null, Damage.EMPTY, null);
    }

    static Step signSession(KeyPair key, byte[] sessionId) {
      return new Step(key, key, algorithm(key), ByteBuffer.wrap(sessionId), Damage.NONE, null);
    }

    Step as(String other) {
      return new Step(shown, signing, algorithm, sessionId, damage, other);
    }

    private static String algorithm(KeyPair key) {
      return KeyUtils.getKeyType(key.getPublic());
    }
  }

  private static final AttributeKey<List<Step>> STEPS = new AttributeKey<>();

  private final Deque<Step> steps;

  private RawAuthentication(List<Step> steps) {
    super("publickey");
    this.steps = new ArrayDeque<>(steps);
  }

  /** Makes a client authenticate raw where it was told how, and as ever elsewhere. */
  static UserAuthFactory factory() {
    return new UserAuthFactory() {
      @Override
      public String getName() {
        return "publickey";
      }

      @Override
      public UserAuth createUserAuth(ClientSession session) throws IOException {
        List<Step> steps = session.getAttribute(STEPS);
        return steps == null
            ? UserAuthPublicKeyFactory.INSTANCE.createUserAuth(session)
            : new RawAuthentication(steps);
      }
    };
  }

  /** Sends the requests one after another, each when the one before was answered. */
  static AuthFuture run(ClientSession session, List<Step> steps) throws IOException {
    session.setAttribute(STEPS, steps);
    return session.auth();
  }

  @Override
  protected boolean sendAuthDataRequest(ClientSession session, String service) throws Exception {
    Step step = steps.poll();
    if (step == null) {
      return false;
    }
    String user = step.user() == null ? session.getUsername() : step.user();
    Buffer request = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_REQUEST, 4_096);
    fill(request, user, service, step);
    if (step.signing() != null) {
      Buffer signed = new ByteArrayBuffer();
      signed.putBytes(step.sessionId() == null ? session.getSessionId() : step.sessionId().array());
      signed.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
      fill(signed, user, service, step);
      request.putBytes(signature(session, step, signed));
    }
    session.writePacket(request);
    return true;
  }

  @Override
  protected boolean processAuthDataRequest(ClientSession session, String service, Buffer buffer)
      throws Exception {
    return sendAuthDataRequest(session, service);
  }

  private static void fill(Buffer buffer, String user, String service, Step step) {
    buffer.putString(user);
    buffer.putString(service);
    buffer.putString("publickey");
    buffer.putBoolean(step.signing() != null);
    buffer.putString(step.algorithm());
    Buffer key = new ByteArrayBuffer();
    key.putRawPublicKey(step.shown().getPublic());
    buffer.putBytes(key.getCompactData());
  }

  private static byte[] signature(ClientSession session, Step step, Buffer signed)
      throws Exception {
    KeyPair signing = step.signing();
    // For an RSA key this is ssh-rsa, which is SHA-1; nothing here signs better with one.
    String type = KeyUtils.getKeyType(signing.getPrivate());
    Signature signer = NamedFactory.create(List.copyOf(BuiltinSignatures.VALUES), type);
    signer.initSigner(session, signing.getPrivate());
    signer.update(session, signed.getCompactData());
    byte[] bytes = signer.sign(session);
    switch (step.damage()) {
      case NONE -> {}
      case ONE_BIT -> bytes[bytes.length / 2] ^= 1;
      case EMPTY -> {
        return new byte[0];
      }
    }
    Buffer blob = new ByteArrayBuffer();
    blob.putString(step.algorithm());
    blob.putBytes(bytes);
    return blob.getCompactData();
  }
}
