package dev.gatescribe.admission;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of SSH public key that are understood. The code is the type's name on the wire. */
public enum PublicKeyType {
  /** RFC 8709, section 4: {@code string type, string key (32 bytes)}. */
  ED25519("ssh-ed25519") {
    @Override
    void check(WireReader reader) throws InvalidPublicKeyException {
      if (reader.bytes().length != 32) {
        throw damaged(this);
      }
    }
  },
  ECDSA_P256("ecdsa-sha2-nistp256") {
    @Override
    void check(WireReader reader) throws InvalidPublicKeyException {
      checkPoint(this, reader, 32);
    }
  },
  ECDSA_P384("ecdsa-sha2-nistp384") {
    @Override
    void check(WireReader reader) throws InvalidPublicKeyException {
      checkPoint(this, reader, 48);
    }
  },
  ECDSA_P521("ecdsa-sha2-nistp521") {
    @Override
    void check(WireReader reader) throws InvalidPublicKeyException {
      checkPoint(this, reader, 66);
    }
  },
  /** RFC 4253, section 6.6: {@code string type, mpint e, mpint n}. */
  RSA("ssh-rsa") {
    @Override
    void check(WireReader reader) throws InvalidPublicKeyException {
      BigInteger exponent = reader.positiveNumber();
      BigInteger modulus = reader.positiveNumber();
      if (!exponent.testBit(0) || exponent.bitLength() < 2) {
        throw damaged(this);
      }
      if (modulus.bitLength() < RSA_MINIMUM_BITS || modulus.bitLength() > RSA_MAXIMUM_BITS) {
        throw new InvalidPublicKeyException(
            "this RSA key has " + modulus.bitLength() + " bits",
            RSA_MINIMUM_BITS + " to " + RSA_MAXIMUM_BITS + " bits");
      }
    }
  };

  /** What NIST SP 800-131A still allows. */
  static final int RSA_MINIMUM_BITS = 2_048;

  /** OpenSSH's own bound; checking a signature of a larger key is a way to burn a processor. */
  static final int RSA_MAXIMUM_BITS = 16_384;

  private final String code;

  PublicKeyType(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  /** Checks what follows the type in the key's blob. */
  abstract void check(WireReader reader) throws InvalidPublicKeyException;

  static Optional<PublicKeyType> ofCode(String code) {
    return Arrays.stream(values()).filter(type -> type.code.equals(code)).findFirst();
  }

  static String codes() {
    return Arrays.stream(values()).map(PublicKeyType::code).collect(Collectors.joining(", "));
  }

  static InvalidPublicKeyException damaged(PublicKeyType type) {
    return new InvalidPublicKeyException(
        "the base 64 part is damaged", "a whole " + type.code + " key");
  }

  /** RFC 5656, section 3.1: {@code string type, string curve, string point}, uncompressed. */
  private static void checkPoint(PublicKeyType type, WireReader reader, int coordinateBytes)
      throws InvalidPublicKeyException {
    String curve = type.code.substring(type.code.lastIndexOf('-') + 1);
    if (!reader.text().equals(curve)) {
      throw damaged(type);
    }
    byte[] point = reader.bytes();
    if (point.length != 1 + 2 * coordinateBytes || point[0] != 4) {
      throw damaged(type);
    }
  }
}
