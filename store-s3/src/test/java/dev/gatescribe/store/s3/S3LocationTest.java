package dev.gatescribe.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3LocationTest {
  @Test
  void bucketOfAnotherServiceIsReadInPathStyle() throws IOException {
    S3StoreSettings settings =
        S3Location.read(
            "s3://evidence/gateways/one",
            Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:9000", "AWS_REGION", "eu-central-1"));

    assertThat(settings.bucket()).isEqualTo("evidence");
    assertThat(settings.prefix()).isEqualTo("gateways/one/");
    assertThat(settings.endpoint()).contains(URI.create("http://127.0.0.1:9000"));
    assertThat(settings.pathStyle()).isTrue();
    assertThat(settings.region()).isEqualTo("eu-central-1");
    assertThat(settings.location()).isEqualTo("s3://evidence/gateways/one/");
  }

  @Test
  void bucketAloneIsOfAws() throws IOException {
    S3StoreSettings settings = S3Location.read("s3://evidence", Map.of());

    assertThat(settings.prefix()).isEmpty();
    assertThat(settings.endpoint()).isEmpty();
    assertThat(settings.pathStyle()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://", "s3://A", "s3://bucket//x", "s3:bucket", "s3://bucket/a b"})
  void whatIsNoBucketIsRefused(String text) {
    assertThatThrownBy(() -> S3Location.read(text, Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(text);
  }
}
