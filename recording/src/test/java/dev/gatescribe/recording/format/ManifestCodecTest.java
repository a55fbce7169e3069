package dev.gatescribe.recording.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.recording.EventSamples;
import dev.gatescribe.session.SessionDescription;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestCodecTest {
  private static final SigningKey KEY = SigningKey.generate();

  @Test
  void comesBackAsItWasWithItsSigner() throws FormatException {
    Manifest session = manifest("grüezi \u2028 \u0000 \"quoted\" \ufffd");
    Manifest audit = audit(session);

    assertThat(ManifestCodec.decode(ManifestCodec.encode(session, KEY)))
        .isEqualTo(new SignedManifest(session, KEY.publicKey()));
    assertThat(ManifestCodec.decode(ManifestCodec.encode(audit, KEY)).manifest()).isEqualTo(audit);
  }

  @Test
  void sameManifestHasTheSameBytes() {
    assertThat(ManifestCodec.encode(manifest(""), KEY))
        .isEqualTo(ManifestCodec.encode(manifest(""), KEY));
  }

  @Test
  void flippingAnyBitIsRefused() {
    // With a replacement character, as a login that is not UTF-8 gives: its three bytes decode like
    // several others.
    byte[] object = ManifestCodec.encode(manifest("login \ufffd☃"), KEY);
    for (int bit = 0; bit < object.length * 8; bit++) {
      byte[] altered = object.clone();
      altered[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> ManifestCodec.decode(altered))
          .as("bit %s", bit)
          .isInstanceOf(FormatException.class);
    }
  }

  @Test
  void otherBytesForAReplacementCharacterAreRefused() {
    byte[] object = ManifestCodec.encode(manifest("\ufffd"), KEY);
    String latin1 = new String(object, StandardCharsets.ISO_8859_1);
    byte[] altered =
        latin1
            .replace("\u00ef\u00bf\u00bd", "\u00f0\u009f\u0092")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(altered).hasSameSizeAs(object).isNotEqualTo(object);
    assertThat(new String(altered, StandardCharsets.UTF_8))
        .isEqualTo(new String(object, StandardCharsets.UTF_8));

    assertThatThrownBy(() -> ManifestCodec.decode(altered)).isInstanceOf(FormatException.class);
  }

  @Test
  void cuttingOrAddingAnyByteIsRefused() {
    byte[] object = ManifestCodec.encode(manifest(""), KEY);
    for (int length = 0; length < object.length; length++) {
      byte[] cut = Arrays.copyOf(object, length);
      assertThatThrownBy(() -> ManifestCodec.decode(cut)).isInstanceOf(FormatException.class);
    }
    for (int added : new int[] {0, ' ', '\n', '}', 0xff}) {
      byte[] longer = Arrays.copyOf(object, object.length + 1);
      longer[object.length] = (byte) added;
      assertThatThrownBy(() -> ManifestCodec.decode(longer)).isInstanceOf(FormatException.class);
      byte[] before = new byte[object.length + 1];
      before[0] = (byte) added;
      System.arraycopy(object, 0, before, 1, object.length);
      assertThatThrownBy(() -> ManifestCodec.decode(before)).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void signatureMemberHasOneLayoutOnly() {
    refusesAltered(text -> text.replace("\"algorithm\":\"Ed25519\"", "\"algorithm\":\"ed25519\""));
    refusesAltered(text -> text.replace("\"publicKey\":", "\"publicKey\": "));
    refusesAltered(text -> text.replace("}}\n", "}}\r\n"));
    refusesAltered(text -> text.replace("}}\n", ",\"more\":1}}\n"));
    refusesAltered(text -> text.replace("\"signature\":{", "\"signature\":{\"more\":1,"));
    refusesAltered(text -> {
      int value = text.indexOf("\"value\":\"") + "\"value\":\"".length();
      return text.substring(0, value)
          + text.substring(value, value + 128).toUpperCase(Locale.ROOT)
          + text.substring(value + 128);
    });
    refusesAltered(text -> {
      int at = text.indexOf("\"publicKey\"");
      int value = text.indexOf(",\"value\"");
      return text.substring(0, at)
          + text.substring(value + 1).replace("}}\n", "")
          + ","
          + text.substring(at, value)
          + "}}\n";
    });
  }

  @Test
  void secondSignatureOrMemberOfTheSameNameIsRefused() {
    refusesAltered(text -> {
      String member = text.substring(text.lastIndexOf(",\"signature\":"));
      return text.substring(0, text.length() - 2) + member;
    });
    refusesAltered(text -> text.replace("\"events\":", "\"events\":1,\"events\":"));
    refusesAltered(text -> {
      // Signed anew, so that only the repeated member is wrong.
      String signed =
          text.substring(0, text.lastIndexOf(",\"signature\":"))
              .replace("\"events\":2,", "\"events\":1,\"events\":2,");
      return resigned(signed);
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"format\":\"gatescribe-recording\"->\"format\":\"other\"",
        "\"version\":0->\"version\":1",
        "\"version\":0->\"version\":-1",
        "\"kind\":\"session\"->\"kind\":\"other\"",
        "\"state\":\"sealed\"->\"state\":\"other\"",
        "\"protocol\":\"ssh\"->\"protocol\":\"other\"",
        "\"epoch\":1->\"epoch\":-1",
        "\"epoch\":1->\"epoch\":1.0",
        "\"epoch\":1->\"epoch\":\"1\"",
        "\"epoch\":1->\"epoch\":99999999999999999999",
        "\"id\":\"0->\"id\":\"!",
        "\"startedAt\":\"2->\"startedAt\":\"x",
        "\"name\":\"00000000.segment\"->\"name\":\"../0000.segment\"",
        "\"number\":0->\"number\":1",
        "\"number\":0->\"number\":4294967296",
        "\"segments\":[{->\"segments\":[0,{",
        "\"segments\":[{->\"segmente\":[{",
        "\"clock\":{->\"clock\":0,\"klock\":{"
      })
  void signedNonsenseIsRefused(String change) {
    int arrow = change.indexOf("->");
    String from = change.substring(0, arrow);
    String to = change.substring(arrow + 2);
    refusesAltered(text -> {
      String signed = text.substring(0, text.lastIndexOf(",\"signature\":"));
      assertThat(signed).contains(from);
      return resigned(signed.replace(from, to));
    });
  }

  @Test
  void reSigningGivesWhatTheWriterGave() throws FormatException {
    // Guards the tests above: their way of signing is the writer's.
    String text = text(ManifestCodec.encode(manifest(""), KEY));
    String signed = text.substring(0, text.lastIndexOf(",\"signature\":"));

    assertThat(resigned(signed)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        ",\"signature\":",
        "{\"a\":1,\"signature\":null}",
        "{\"a\":1,\"signature\":{}}",
        "{\"a\":1,\"signature\":{\"publicKey\":\"\",\"value\":\"\"}}",
        "{\"a\":1,\"signature\":{\"publicKey\":\"zz\",\"value\":\"00\"}}",
        "\"x,\"signature\":\""
      })
  void whatIsNoManifestIsRefused(String text) {
    assertThatThrownBy(() -> ManifestCodec.decode(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void deeplyNestedManifestIsRefused() {
    String nested = "{\"a\":" + "[".repeat(200_000) + ",\"signature\":";

    assertThatThrownBy(() -> ManifestCodec.decode(nested.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void tooLargeManifestIsRefused() {
    assertThatThrownBy(() -> ManifestCodec.decode(new byte[ManifestCodec.MAX_BYTES + 1]))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("too large");
  }

  @Test
  void textsAreCutLikeThoseOfEvents() throws FormatException {
    Manifest decoded =
        ManifestCodec.decode(ManifestCodec.encode(manifest("☃".repeat(20_000)), KEY)).manifest();

    assertThat(decoded.endDetail()).isEqualTo(ByteWriter.cut("☃".repeat(20_000)));
    assertThat(decoded.session()).isNotNull();
    assertThat(decoded.session().login()).isEqualTo(ByteWriter.cut("☃".repeat(20_000)));
  }

  private static void refusesAltered(UnaryOperator<String> change) {
    String text = text(ManifestCodec.encode(manifest(""), KEY));
    String altered = change.apply(text);
    assertThat(altered).isNotEqualTo(text);
    assertThatThrownBy(() -> ManifestCodec.decode(altered.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(FormatException.class);
  }

  private static String resigned(String signed) {
    return signed
        + ",\"signature\":{\"algorithm\":\"Ed25519\",\"publicKey\":\""
        + KEY.publicKey().hex()
        + "\",\"value\":\""
        + java.util.HexFormat.of().formatHex(KEY.sign(signed.getBytes(StandardCharsets.UTF_8)))
        + "\"}}\n";
  }

  private static String text(byte[] object) {
    return new String(object, StandardCharsets.UTF_8);
  }

  private static Manifest manifest(String text) {
    SessionDescription sample = EventSamples.description(EventSamples.ID);
    SessionDescription session =
        new SessionDescription(
            sample.id(),
            sample.protocol(),
            sample.principal(),
            sample.target(),
            text.isEmpty() ? sample.login() : text,
            sample.clientAddress(),
            sample.authentication(),
            sample.rule(),
            sample.startedAt());
    List<Manifest.Segment> segments = new ArrayList<>();
    for (int number = 0; number < 2; number++) {
      segments.add(
          new Manifest.Segment(
              number,
              ObjectNames.segmentFile(number),
              1_000 + number,
              ("0" + number).repeat(32),
              1,
              number,
              number * 10L,
              number * 10L));
    }
    return new Manifest(
        RecordingKind.SESSION,
        sample.id(),
        Manifest.State.SEALED,
        1,
        session,
        sample.startedAt(),
        sample.startedAt().plusNanos(10_000),
        10,
        "client-closed",
        text,
        "system",
        -5,
        "gatescribe 0.1.0",
        2,
        3_000,
        segments);
  }

  private static Manifest audit(Manifest session) {
    return new Manifest(
        RecordingKind.AUDIT,
        session.id(),
        Manifest.State.TRUNCATED,
        1,
        null,
        session.startedAt(),
        session.endedAt(),
        session.durationMicros(),
        session.endReason(),
        session.endDetail(),
        session.clockSource(),
        session.clockDriftMicros(),
        session.software(),
        session.events(),
        session.plainBytes(),
        session.segments());
  }
}
