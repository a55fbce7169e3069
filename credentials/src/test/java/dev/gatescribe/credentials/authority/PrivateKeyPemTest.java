package dev.gatescribe.credentials.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateKeyPemTest {

  @AfterEach
  void removeProvider() {
    Security.removeProvider(BouncyCastleProvider.PROVIDER_NAME);
  }

  /** The SSH door makes Bouncy Castle a provider of the whole process. */
  @ParameterizedTest
  @CsvSource({
    "EC, false",
    "EC, true",
    "RSA, false",
    "RSA, true",
    "Ed25519, false",
    "Ed25519, true"
  })
  void keyIsOfTheKindThatTheJdkCallsIt(String kind, boolean bouncyCastle) throws Exception {
    PrivateKey key = KeyPairGenerator.getInstance(kind).generateKeyPair().getPrivate();
    String pem = TlsAuthority.pem("PRIVATE KEY", key.getEncoded());
    if (bouncyCastle) {
      Security.addProvider(new BouncyCastleProvider());
    }

    PrivateKey parsed = PrivateKeyPem.parse(pem);

    assertThat(parsed.getEncoded()).isEqualTo(key.getEncoded());
    if (!kind.equals("Ed25519")) {
      assertThat(parsed.getAlgorithm()).isEqualTo(kind);
    }
  }
}
