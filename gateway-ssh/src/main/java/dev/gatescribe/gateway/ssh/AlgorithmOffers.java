package dev.gatescribe.gateway.ssh;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.compression.Compression;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.server.ServerBuilder;

/**
 * Which algorithms each leg offers. No SHA-1, no CBC, no MAC before encryption, no certificates
 * yet, no compression (it leaks lengths, and hides nothing from a recording).
 */
final class AlgorithmOffers {

  /**
   * What a client is offered. In SSH the client's preference decides among what the server offers,
   * and stock clients prefer ChaCha20, which the JVM computes at a fraction of AES-GCM's speed.
   */
  enum CipherOffer {
    /** AES-GCM only. */
    FAST,
    /** AES-GCM and AES-CTR, which needs a MAC: encrypt-then-MAC only. */
    WIDE,
    /** With ChaCha20-Poly1305 too: only for a peer with strict key exchange (CVE-2023-48795). */
    WIDE_WITH_CHACHA20;

    /** Whether a client of this identification can be given AES-GCM alone. */
    static boolean prefersFast(String identification) {
      String software = identification.toLowerCase(Locale.ROOT);
      return software.startsWith("ssh-2.0-openssh") || software.startsWith("ssh-2.0-putty");
    }

    List<NamedFactory<Cipher>> ciphers() {
      return switch (this) {
        case FAST -> FAST_CIPHERS;
        case WIDE -> WIDE_CIPHERS;
        case WIDE_WITH_CHACHA20 ->
            Stream.concat(WIDE_CIPHERS.stream(), Stream.of(BuiltinCiphers.cc20p1305_openssh))
                .toList();
      };
    }
  }

  private static final List<NamedFactory<Cipher>> FAST_CIPHERS =
      List.of(BuiltinCiphers.aes128gcm, BuiltinCiphers.aes256gcm);

  private static final List<NamedFactory<Cipher>> WIDE_CIPHERS =
      List.of(
          BuiltinCiphers.aes128gcm,
          BuiltinCiphers.aes256gcm,
          BuiltinCiphers.aes128ctr,
          BuiltinCiphers.aes192ctr,
          BuiltinCiphers.aes256ctr);

  private static final List<BuiltinDHFactories> KEY_EXCHANGES =
      List.of(
          BuiltinDHFactories.mlkem768x25519,
          BuiltinDHFactories.sntrup761x25519,
          BuiltinDHFactories.sntrup761x25519_openssh,
          BuiltinDHFactories.curve25519,
          BuiltinDHFactories.curve25519_libssh,
          BuiltinDHFactories.ecdhp256,
          BuiltinDHFactories.ecdhp384,
          BuiltinDHFactories.ecdhp521,
          BuiltinDHFactories.dhg16_512,
          BuiltinDHFactories.dhg18_512,
          BuiltinDHFactories.dhg14_256);

  private AlgorithmOffers() {}

  static List<KeyExchangeFactory> clientKeyExchanges() {
    return NamedFactory.setUpTransformedFactories(true, KEY_EXCHANGES, ServerBuilder.DH2KEX);
  }

  static List<KeyExchangeFactory> upstreamKeyExchanges() {
    return NamedFactory.setUpTransformedFactories(true, KEY_EXCHANGES, ClientBuilder.DH2KEX);
  }

  /** For the upstream leg the gateway's preference decides: GCM, then CTR for what has no GCM. */
  static List<NamedFactory<Cipher>> upstreamCiphers() {
    return CipherOffer.WIDE.ciphers();
  }

  static List<NamedFactory<Mac>> macs() {
    return List.of(BuiltinMacs.hmacsha256etm, BuiltinMacs.hmacsha512etm);
  }

  /** Signatures of users' keys and of host keys. */
  static List<NamedFactory<Signature>> signatures() {
    return List.of(
        BuiltinSignatures.ed25519,
        BuiltinSignatures.nistp256,
        BuiltinSignatures.nistp384,
        BuiltinSignatures.nistp521,
        BuiltinSignatures.rsaSHA512,
        BuiltinSignatures.rsaSHA256);
  }

  static List<NamedFactory<Compression>> compressions() {
    return List.of(BuiltinCompressions.none);
  }
}
