package dev.gatescribe.gateway.k8s.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.RequestedResource;
import dev.gatescribe.session.event.WithheldReason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kubectl's {@code create} commands send protobuf; it is kept where no secret can stand in it. */
class ProtobufBodyTest {
  private static final int SEED_COUNT = 200;

  @Test
  void anObjectHoldsNoSecretThenItIsRecordedAsItWasSent() {
    byte[] body = envelope(typeMeta("v1", "ConfigMap"), field(2, utf8("opening hours")));

    assertThat(recorded("configmaps", body)).isEqualTo(Content.of(body, 0, body.length));
  }

  @ParameterizedTest
  @CsvSource({
    "secrets, Secret, SECRET",
    "secrets, ConfigMap, SECRET",
    "configmaps, Secret, UNREADABLE",
    "configmaps, SecretList, UNREADABLE",
    "configmaps, List, UNREADABLE",
    "tokenreviews, TokenReview, UNREADABLE",
    "pods, TokenReview, UNREADABLE"
  })
  void anObjectMayHoldASecretThenItIsWithheld(String resource, String kind, WithheldReason reason) {
    byte[] body = envelope(typeMeta("v1", kind), field(2, utf8("hunter2")));

    assertThat(recorded(resource, body)).isEqualTo(new Content.Withheld(reason, body.length));
  }

  @Test
  void theKindIsSaidTwiceThenItIsWithheld() {
    byte[] inner = joined(typeMeta("v1", "Pod"), field(2, utf8("Secret")));
    byte[] twiceInside = envelope(inner, field(2, utf8("hunter2")));
    byte[] twiceOutside =
        joined(
            envelope(typeMeta("v1", "Pod"), field(2, utf8("hunter2"))),
            field(1, typeMeta("v1", "Secret")));

    assertThat(recorded("pods", twiceInside)).isInstanceOf(Content.Withheld.class);
    assertThat(recorded("pods", twiceOutside)).isInstanceOf(Content.Withheld.class);
  }

  @Test
  void bytesAreBentOrCutThenNothingBreaksAndASecretIsNeverRecordedAsOne() {
    byte[] whole = envelope(typeMeta("v1", "Secret"), field(2, utf8("hunter2")));
    for (int seed = 0; seed < SEED_COUNT; seed++) {
      Random random = new Random(seed);
      byte[] bent = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
      int place = random.nextInt(bent.length);
      bent[place] = (byte) random.nextInt();

      boolean stillSecret = new String(bent, StandardCharsets.ISO_8859_1).contains("\006Secret");
      if (stillSecret) {
        assertThat(recorded("pods", bent)).as("seed %d", seed).isInstanceOf(Content.Withheld.class);
      } else {
        assertThat(recorded("pods", bent).length()).as("seed %d", seed).isEqualTo(bent.length);
      }
    }
  }

  private static Content recorded(String resource, byte[] body) {
    return new BodyRedaction(
            "application/vnd.kubernetes.protobuf",
            "",
            new RequestedResource("", "v1", "web", resource, "", ""))
        .recorded(body)
        .getFirst();
  }

  private static byte[] envelope(byte[] typeMeta, byte[] raw) {
    return joined(new byte[] {'k', '8', 's', 0}, field(1, typeMeta), raw, field(3, new byte[0]));
  }

  private static byte[] typeMeta(String apiVersion, String kind) {
    return joined(field(1, utf8(apiVersion)), field(2, utf8(kind)));
  }

  private static byte[] field(int number, byte[] value) {
    return joined(new byte[] {(byte) (number << 3 | 2), (byte) value.length}, value);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
