package dev.gatescribe.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshPublicKeyTest {
  /** Made with ssh-keygen(1), which also told the fingerprints. */
  private static final String ED25519 =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINvQK02F1dFpfC1h5udzmKSZ9+sdtugT2rqCch3G1cUc";

  @ParameterizedTest
  @CsvSource({
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINvQK02F1dFpfC1h5udzmKSZ9+sdtugT2rqCch3G1cUc,SHA256:FQkbUoiV1ppzovVwJ9ysSLBu+cmR4eb2Qr03QZ1Z2/8",
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBLNjr9XprluvO49S4RxsDBv2VfW3XppHzy2mVwu5+H+wd8hcgbiJVubU9vrJ62kMDcBM4QBq74tltptd7O8KHic=,SHA256:pbxal+iu3hcyFWNdW5Ri9/zeACDOig9JUmiUNh/52Os",
    "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBLqo26MS7MJOYE3ppwdggfWkBCy4amiF2FsqavHt9ccPw//EvoACjNYBRgaySdvK4utEQ+fXsEmW6QtAJAZumC7yFLnTe+5DdcSquiQM6Hi4F+5qywPDVZ9I4LuJ3ReNGQ==,SHA256:QC6zwqua4+X5QwwV/vxTH/iLoW8FbtnYYOmdEET/NaM",
    "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAGkrsRREZvhOWA3C9r2A2Yyi+uQCS/cILvcL4Fl/8UQ32v9hrb/iGu5JSrbJmcNl2mZ4FyIgsUI24fW8dE7DnrsrQE3j+J+3Mws4iCgi5wbtcfp4kZT1VtAfqxnk64bRCvtzAVkOZikHy8Wjrg8QsteB6Lql5qR8lEzxcf9zQndAv4Aiw==,SHA256:UiWHIepGqQe5B9YFBnV5u3TD4dIiyOwje7wqljWCiv4",
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDwg5PtNwG6hMh+WSshAjT1ZZ/gZmurBhtmgM7VwW6W1QxTsmd2TZU6OpduuObXChGMTRd4AV+v5BUOK9ewXtT5LA43gheiAE6J/T5bdBT+b/qej5g8ho2tYojb/fME1Aal8eBpDlsPocy3ms1D3JgYwUaBzLH/mRVBi/Ri39DjOcvC1YU2n75v4l6QNTkgv46+zhFDP5OFB7AODC+h07Q8qd+iftgU67RvLsoDDNFLHZo1YHdMutg3M7CFJrhMAvmRL8SXDMg+d3LkrDj56D8+FmH6hefcTSWyYPbpsl3mEIGfWjy2L/YGJ009cik4TVbrdK2da0IHsCRRhta9dr9n,SHA256:9cJzmumFTpu9fbD2eXohcImsCph/4H668c4kcSG5KkY"
  })
  void keysOfOpenSshAreReadAndKeepTheirFingerprint(String line, String fingerprint)
      throws Exception {
    SshPublicKey key = SshPublicKey.parse(line + " somebody's laptop");

    assertThat(key.text()).isEqualTo(line);
    assertThat(key.fingerprint()).isEqualTo(fingerprint);
    assertThat(key).hasToString(key.type().code() + " " + fingerprint);
  }

  @Test
  void sameKeyWrittenInTwoWaysIsOneKey() throws Exception {
    assertThat(SshPublicKey.parse("  " + ED25519 + "\tcomment with words  "))
        .isEqualTo(SshPublicKey.parse(ED25519));
  }

  @Test
  void rsaKeyWithPaddedNumbersCannotPassAsAnotherKey() throws Exception {
    BigInteger modulus = BigInteger.ONE.shiftLeft(2_047).add(BigInteger.ONE);
    byte[] exponent = {1, 0, 1};
    assertThat(SshPublicKey.parse(rsa(exponent, modulus.toByteArray()))).isNotNull();

    byte[] padded = new byte[modulus.toByteArray().length + 1];
    System.arraycopy(modulus.toByteArray(), 0, padded, 1, padded.length - 1);

    assertRefused(rsa(exponent, padded), "the base 64 part is damaged");
    assertRefused(rsa(new byte[] {0, 1, 0, 1}, modulus.toByteArray()), "damaged");
  }

  @Test
  void rsaKeysOutsideTheBoundsAreRefused() throws Exception {
    byte[] exponent = {1, 0, 1};
    assertRefused(
        rsa(exponent, BigInteger.ONE.shiftLeft(2_046).toByteArray()), "this RSA key has 2047 bits");
    assertRefused(
        rsa(exponent, BigInteger.ONE.shiftLeft(16_384).toByteArray()),
        "this RSA key has 16385 bits");
    byte[] modulus = BigInteger.ONE.shiftLeft(2_047).toByteArray();
    assertRefused(rsa(new byte[] {1}, modulus), "damaged");
    assertRefused(rsa(new byte[] {4}, modulus), "damaged");
    assertRefused(rsa(new byte[] {(byte) 0x83}, modulus), "damaged");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "ssh-ed25519",
        "ssh-ed25519 !!!",
        "ssh-ed25519 AAAA",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5f////w==",
        "ssh-dss AAAAB3NzaC1kc3M=",
        "sk-ecdsa-sha2-nistp256@openssh.com AAAA",
        "ssh-ed25519-cert-v01@openssh.com AAAA",
        "from=\"10.0.0.0/8\" ssh-ed25519 AAAA",
        "-----BEGIN OPENSSH PRIVATE KEY-----"
      })
  void otherLinesAreRefused(String line) {
    assertThatThrownBy(() -> SshPublicKey.parse(line))
        .isInstanceOf(InvalidPublicKeyException.class);
  }

  @Test
  void bytesAfterTheKeyAreRefused() {
    byte[] blob = Base64.getDecoder().decode(ED25519.substring("ssh-ed25519 ".length()));
    byte[] longer = java.util.Arrays.copyOf(blob, blob.length + 1);

    assertRefused("ssh-ed25519 " + Base64.getEncoder().encodeToString(longer), "damaged");
  }

  /** Seeded; a failure names the seed, and {@code -Dgatescribe.seed=…} replays it. */
  @Test
  void alteredKeysAreReadOrRefusedAndNothingElse() throws Exception {
    long seed = Long.getLong("gatescribe.seed", System.nanoTime());
    System.out.println("alteredKeysAreReadOrRefusedAndNothingElse seed " + seed);
    Random random = new Random(seed);
    byte[] blob = Base64.getDecoder().decode(ED25519.substring("ssh-ed25519 ".length()));
    for (int round = 0; round < 20_000; round++) {
      byte[] altered = java.util.Arrays.copyOf(blob, random.nextInt(blob.length + 8));
      for (int change = random.nextInt(4); change > 0 && altered.length > 0; change--) {
        altered[random.nextInt(altered.length)] = (byte) random.nextInt();
      }
      String line = "ssh-ed25519 " + Base64.getEncoder().encodeToString(altered);
      try {
        assertThat(SshPublicKey.parse(line).text()).as("seed %d", seed).isEqualTo(line);
      } catch (InvalidPublicKeyException refused) {
        assertThat(refused.getMessage()).as("seed %d", seed).contains("; expected ");
      }
    }
  }

  private static void assertRefused(String line, String wrong) {
    assertThatThrownBy(() -> SshPublicKey.parse(line))
        .isInstanceOf(InvalidPublicKeyException.class)
        .hasMessageContaining(wrong);
  }

  private static String rsa(byte[] exponent, byte[] modulus) throws IOException {
    ByteArrayOutputStream blob = new ByteArrayOutputStream();
    DataOutputStream output = new DataOutputStream(blob);
    for (byte[] part :
        new byte[][] {"ssh-rsa".getBytes(StandardCharsets.US_ASCII), exponent, modulus}) {
      output.writeInt(part.length);
      output.write(part);
    }
    return "ssh-rsa " + Base64.getEncoder().encodeToString(blob.toByteArray());
  }
}
