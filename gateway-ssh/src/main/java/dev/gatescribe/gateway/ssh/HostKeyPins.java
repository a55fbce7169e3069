package dev.gatescribe.gateway.ssh;

import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetTrust;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.signature.Signature;
import org.jspecify.annotations.Nullable;

/** The host keys that one target may show on one connection. Anything else is a refusal. */
final class HostKeyPins {

  /** Where the upstream connection keeps its pins. */
  static final AttributeKey<HostKeyPins> KEY = new AttributeKey<>();

  /** Every upstream connection is verified by its own pins; one without pins by nothing. */
  static final ServerKeyVerifier VERIFIER =
      (ClientSession session, SocketAddress _, PublicKey shown) -> {
        HostKeyPins pins = session.getConnectionContext().getAttribute(KEY);
        return pins != null && pins.accept(shown);
      };

  private final List<PublicKey> pinned;
  private volatile @Nullable String refusedFingerprint;

  private HostKeyPins(List<PublicKey> pinned) {
    this.pinned = List.copyOf(pinned);
  }

  /**
   * Reads a target's pins.
   *
   * @throws IOException if one of them is not a public key
   */
  static HostKeyPins of(Target target) throws IOException {
    List<PublicKey> keys = new ArrayList<>();
    if (!(target.trust() instanceof TargetTrust.PinnedHostKeys(List<String> lines))) {
      throw new IOException("target " + target.name() + " has no pinned host keys");
    }
    for (String line : lines) {
      try {
        keys.add(
            PublicKeyEntry.parsePublicKeyEntry(line)
                .resolvePublicKey(null, null, PublicKeyEntryResolver.FAILING));
      } catch (GeneralSecurityException | IllegalArgumentException | IOException problem) {
        throw new IOException(
            "a host key pinned for target " + target.name() + " cannot be read", problem);
      }
    }
    return new HostKeyPins(keys);
  }

  /** The fingerprint of the key that was shown and refused, if one was. */
  Optional<String> refusedFingerprint() {
    return Optional.ofNullable(refusedFingerprint);
  }

  /**
   * The signature algorithms with those of pinned keys first, so that a host with several keys
   * shows one that is pinned; the others stay, so that a strange key is seen and named.
   */
  List<NamedFactory<Signature>> ordered(List<NamedFactory<Signature>> signatures) {
    Set<String> types = new LinkedHashSet<>();
    pinned.forEach(key -> types.add(KeyUtils.getKeyType(key)));
    List<NamedFactory<Signature>> first = new ArrayList<>();
    List<NamedFactory<Signature>> rest = new ArrayList<>();
    for (NamedFactory<Signature> signature : signatures) {
      boolean preferred = types.contains(KeyUtils.getCanonicalKeyType(signature.getName()));
      (preferred ? first : rest).add(signature);
    }
    first.addAll(rest);
    return first;
  }

  private boolean accept(PublicKey shown) {
    if (pinned.stream().anyMatch(key -> KeyUtils.compareKeys(key, shown))) {
      return true;
    }
    refusedFingerprint = KeyUtils.getFingerPrint(shown);
    return false;
  }
}
