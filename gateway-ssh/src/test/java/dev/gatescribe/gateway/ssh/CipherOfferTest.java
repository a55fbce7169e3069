package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a peer is offered in the clear, before any key exchange. */
class CipherOfferTest {
  private static final String STRICT = "kex-strict-c-v00@openssh.com";
  private static final String CHACHA20 = "chacha20-poly1305@openssh.com";
  private static final String KEX = "curve25519-sha256";

  @TempDir Path directory;

  @Test
  void openSshAndPuttyAreOfferedAesGcmOnlyAndAtOnce() throws Exception {
    try (Workshop workshop = Workshop.open(directory)) {
      for (String software : List.of("OpenSSH_10.2", "PuTTY_Release_0.83")) {
        assertThat(offer(workshop, software, null).ciphers())
            .containsExactly("aes128-gcm@openssh.com", "aes256-gcm@openssh.com");
      }
    }
  }

  @Test
  void othersWithStrictKeyExchangeAreOfferedMore() throws Exception {
    try (Workshop workshop = Workshop.open(directory)) {
      assertThat(offer(workshop, "libssh_0.11", KEX + "," + STRICT).ciphers())
          .startsWith("aes128-gcm@openssh.com", "aes256-gcm@openssh.com")
          .contains("aes256-ctr", CHACHA20);
    }
  }

  /** Terrapin, CVE-2023-48795. */
  @Test
  void aPeerWithoutStrictKeyExchangeIsOfferedNeitherChaCha20NorCbc() throws Exception {
    try (Workshop workshop = Workshop.open(directory)) {
      Offer offer = offer(workshop, "libssh2_1.9", KEX);

      assertThat(offer.ciphers()).contains("aes256-ctr").doesNotContain(CHACHA20);
      assertThat(offer.ciphers()).noneMatch(name -> name.contains("cbc"));
      assertThat(offer.macs()).allMatch(name -> name.contains("-etm@"));
    }
  }

  @Test
  void aPeerThatWaitsForTheOfferGetsTheOneWithoutChaCha20() throws Exception {
    try (Workshop workshop = Workshop.open(directory)) {
      assertThat(offer(workshop, "slow_1.0", null).ciphers())
          .contains("aes256-ctr")
          .doesNotContain(CHACHA20);
    }
  }

  @Test
  void theOperatorMayWidenTheOfferToOpenSshButNotPastTerrapin() throws Exception {
    try (Workshop workshop =
        Workshop.open(directory, settings -> settings.withWideCipherOffer(true))) {
      assertThat(offer(workshop, "OpenSSH_10.2", KEX + "," + STRICT).ciphers())
          .contains("aes256-ctr", CHACHA20);
      assertThat(offer(workshop, "OpenSSH_8.0", KEX).ciphers())
          .contains("aes256-ctr")
          .doesNotContain(CHACHA20);
    }
  }

  @Test
  void keyExchangesAreModernAndNothingIsSha1() throws Exception {
    try (Workshop workshop = Workshop.open(directory)) {
      Offer offer = offer(workshop, "OpenSSH_10.2", null);

      assertThat(offer.keyExchanges())
          .startsWith("mlkem768x25519-sha256", "sntrup761x25519-sha512")
          .contains("curve25519-sha256", "ecdh-sha2-nistp521", "diffie-hellman-group14-sha256")
          .contains("kex-strict-s-v00@openssh.com")
          .noneMatch(name -> name.endsWith("sha1"));
      assertThat(offer.hostKeys()).containsExactly("ssh-ed25519", "ecdsa-sha2-nistp256");
    }
  }

  private record Offer(
      List<String> keyExchanges, List<String> hostKeys, List<String> ciphers, List<String> macs) {}

  private static Offer offer(Workshop workshop, String software, String keyExchanges)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), workshop.gateway().port())) {
      socket.setSoTimeout(10_000);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      out.write(("SSH-2.0-" + software + "\r\n").getBytes(StandardCharsets.US_ASCII));
      if (keyExchanges != null) {
        out.write(kexInit(keyExchanges));
      }
      while (in.readByte() != '\n') {
        // The gateway's identification is of no interest here.
      }
      byte[] packet = new byte[in.readInt()];
      in.readFully(packet);
      ByteBuffer body = ByteBuffer.wrap(packet);
      body.position(1 + 1 + 16);
      List<List<String>> lists = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        byte[] text = new byte[body.getInt()];
        body.get(text);
        lists.add(List.of(new String(text, StandardCharsets.US_ASCII).split(",", -1)));
      }
      assertThat(lists.get(2)).isEqualTo(lists.get(3));
      return new Offer(lists.get(0), lists.get(1), lists.get(2), lists.get(4));
    }
  }

  /** An unencrypted KEXINIT packet (RFC 4253, sections 6 and 7.1). */
  private static byte[] kexInit(String keyExchanges) {
    ByteBuffer payload = ByteBuffer.allocate(2_048);
    payload.put((byte) 20).put(new byte[16]);
    List<String> lists =
        List.of(
            keyExchanges,
            "ssh-ed25519",
            "aes256-ctr",
            "aes256-ctr",
            "hmac-sha2-256-etm@openssh.com",
            "hmac-sha2-256-etm@openssh.com",
            "none",
            "none",
            "",
            "");
    for (String list : lists) {
      payload.putInt(list.length()).put(list.getBytes(StandardCharsets.US_ASCII));
    }
    payload.put((byte) 0).putInt(0).flip();
    int padding = 4;
    while ((4 + 1 + payload.remaining() + padding) % 8 != 0) {
      padding++;
    }
    ByteBuffer packet = ByteBuffer.allocate(4 + 1 + payload.remaining() + padding);
    packet.putInt(1 + payload.remaining() + padding).put((byte) padding).put(payload);
    return packet.array();
  }
}
