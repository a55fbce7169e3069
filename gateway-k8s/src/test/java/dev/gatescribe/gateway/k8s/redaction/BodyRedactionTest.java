package dev.gatescribe.gateway.k8s.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.RequestedResource;
import dev.gatescribe.session.event.WithheldReason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is secret is not recorded, and the rest is. */
class BodyRedactionTest {
  private static final String CANARY = "aHVudGVyMg==";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"ConfigMap\",\"data\":{\"a\":\"b\"}}",
        "{ \"kind\" : \"Pod\", \"spec\":{\"replicas\":1.0,\"big\":123456789012345678901234567890}}",
        "[{\"op\":\"replace\",\"path\":\"/spec\",\"value\":1}]",
        "\"text\"",
        "null"
      })
  void aDocumentHoldsNoSecretThenItIsRecordedAsItWasSent(String body) {
    assertThat(recorded("application/json", "configmaps", body)).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"Secret\",\"data\":{\"p\":\"aHVudGVyMg==\"}}",
        "{\"kind\":\"Secret\",\"stringData\":{\"p\":\"aHVudGVyMg==\"}}",
        "{\"kind\":\"Secret\",\"data\":\"aHVudGVyMg==\"}",
        "{\"kind\":\"List\",\"items\":[{\"kind\":\"Secret\",\"data\":{\"p\":\"aHVudGVyMg==\"}}]}",
        "{\"kind\":\"SecretList\",\"items\":[{\"data\":{\"p\":\"aHVudGVyMg==\"}}]}",
        "{\"kind\":\"secret\",\"Data\":{\"p\":\"aHVudGVyMg==\"}}",
        "{\"metadata\":{\"annotations\":{\"kubectl.kubernetes.io/last-applied-configuration\":"
            + "\"{\\\"kind\\\":\\\"Secret\\\",\\\"data\\\":{\\\"p\\\":\\\"aHVudGVyMg==\\\"}}\"}}}",
        "{\"metadata\":{\"annotations\":{\"kubectl.kubernetes.io/last-applied-configuration\":"
            + "\"{not json aHVudGVyMg==\"}}}",
        "{\"metadata\":{\"annotations\":{\"kubectl.kubernetes.io/last-applied-configuration\":"
            + "{\"x\":\"aHVudGVyMg==\"}}}}"
      })
  void aSecretStandsSomewhereThenItsValuesAreReplaced(String body) {
    String recorded = recorded("application/json", "configmaps", body);

    assertThat(recorded).doesNotContain(CANARY).contains("withheld(secret)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          application/merge-patch+json           | {"data":{"p":"aHVudGVyMg=="}}
          application/strategic-merge-patch+json | {"stringData":{"p":"aHVudGVyMg=="}}
          application/json-patch+json            | [{"op":"replace","path":"/data/p","value":"aHVudGVyMg=="}]
          application/json-patch+json            | [{"op":"add","path":"/data","value":{"p":"aHVudGVyMg=="}}]
          application/json-patch+json            | [{"op":"test","path":"","value":{"data":{"p":"aHVudGVyMg=="}}}]
          application/json; charset=utf-8        | {"data":{"p":"aHVudGVyMg=="}}
                                                 | {"data":{"p":"aHVudGVyMg=="}}
          application/apply-patch+yaml           | {"data":{"p":"aHVudGVyMg=="}}
          application/yaml                       | {"data":{"p":"aHVudGVyMg=="}}
          """)
  void aSecretIsPatchedThenItsValuesAreReplaced(String type, String body) {
    String recorded = recorded(type == null ? "" : type, "secrets", body);

    assertThat(recorded).doesNotContain(CANARY).contains("withheld(secret)");
  }

  @Test
  void aKeyIsRemovedFromASecretThenThatIsRecorded() {
    assertThat(
            recorded(
                "application/merge-patch+json", "secrets", "{\"data\":{\"old\":null,\"p\":\"x\"}}"))
        .isEqualTo("{\"data\":{\"old\":null,\"p\":\"withheld(secret)\"}}");
  }

  @Test
  void aSecretIsWrittenInYamlThenItsValuesAreReplacedAndTheRestStays() {
    String recorded =
        recorded(
            "application/yaml",
            "secrets",
            "kind: Secret\nmetadata:\n  name: till\nstringData:\n  p: hunter2\n");

    assertThat(recorded)
        .isEqualTo("kind: Secret\nmetadata:\n  name: till\nstringData:\n  p: withheld(secret)\n");
  }

  @Test
  void somebodyAsksWhoseTokenThisIsThenTheTokenIsReplaced() {
    assertThat(recorded("application/json", "tokenreviews", "{\"spec\":{\"token\":\"hunter2\"}}"))
        .isEqualTo("{\"spec\":{\"token\":\"withheld(secret)\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          application/json                    | {"data":{"p":"x"},"data":{"p":"hunter2"}}
          application/json                    | {"data":{"p":"x"}} {"data":{"p":"hunter2"}}
          application/json                    | {"data":{"p":"hunter2"
          application/yaml                    | a: &x {p: hunter2}\\nb: *x
          application/yaml                    | a: hunter2\\n---\\nb: 1
          application/yaml                    | a: hunter2\\na: 1
          application/yaml                    | a: [hunter2
          application/vnd.kubernetes.protobuf | k8s hunter2
          application/apply-patch+cbor        | hunter2
          text/plain                          | hunter2
          """)
  void aBodyCannotBeReadInOneWayThenItIsWithheld(String type, String body) {
    byte[] bytes = body.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);

    assertThat(new BodyRedaction(type, "", resource("secrets")).recorded(bytes))
        .containsExactly(new Content.Withheld(WithheldReason.SECRET, bytes.length));
    assertThat(new BodyRedaction(type, "", resource("pods")).recorded(bytes))
        .containsExactly(new Content.Withheld(WithheldReason.UNREADABLE, bytes.length));
  }

  @Test
  void aBodyIsPackedThenItIsWithheld() {
    assertThat(
            new BodyRedaction("application/json", "gzip", resource("pods")).recorded(new byte[9]))
        .containsExactly(new Content.Withheld(WithheldReason.UNREADABLE, 9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "- ", "? "})
  void aBodyIsNestedWithoutEndThenItIsWithheldAndNothingBreaks(String opening) {
    String type = opening.startsWith("[") || opening.startsWith("{") ? "json" : "yaml";
    byte[] bytes = opening.repeat(200_000).getBytes(StandardCharsets.UTF_8);

    assertThat(new BodyRedaction("application/" + type, "", resource("pods")).recorded(bytes))
        .containsExactly(new Content.Withheld(WithheldReason.UNREADABLE, bytes.length));
  }

  @Test
  void aBodyIsLongThenItIsRecordedInPieces() {
    String body = "{\"a\":\"" + "x".repeat(3 * BodyRedaction.PIECE_MAX_BYTES) + "\"}";

    List<Content> contents =
        new BodyRedaction("application/json", "", resource("pods"))
            .recorded(body.getBytes(StandardCharsets.UTF_8));

    assertThat(contents).hasSize(4);
    assertThat(text(contents)).isEqualTo(body);
  }

  private static RequestedResource resource(String name) {
    return new RequestedResource("", "v1", "web", name, "", "");
  }

  private static String recorded(String type, String resource, String body) {
    return text(
        new BodyRedaction(type, "", resource(resource))
            .recorded(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(List<Content> contents) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Content content : contents) {
      var view = ((Content.Clear) content).bytes().duplicate();
      byte[] copy = new byte[view.remaining()];
      view.get(copy);
      bytes.writeBytes(copy);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
