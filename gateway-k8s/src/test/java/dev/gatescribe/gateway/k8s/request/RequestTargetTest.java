package dev.gatescribe.gateway.k8s.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that two servers would read alike pass, and no others. */
class RequestTargetTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "api/v1",
        "*",
        "http://target/api",
        "//api/v1/pods",
        "/api//v1/pods",
        "/api/v1/pods//",
        "//",
        "/api/../secrets",
        "/api/./v1",
        "/api/v1/..",
        "/api/%2e%2e/v1",
        "/api/v1/%2E",
        "/api/v1/namespaces/a%2Fb/pods",
        "/api/v1/namespaces/a%2fb/pods",
        "/api/v1/namespaces/a%5Cb/pods",
        "/api/v1/namespaces/a%252Fb/pods",
        "/api/v1/namespaces/a%00b/pods",
        "/api/v1/namespaces/a%0Ab/pods",
        "/api/v1/%",
        "/api/v1/%4",
        "/api/v1/%zz",
        "/api/v1/%ff",
        "/api/v1\\pods",
        "/api/v1/pods#x",
        "/api/v1/p ds",
        "/api/v1/p\tds",
        "/api/v1/p\u00f6ds",
        "/api?x= "
      })
  void aPathCouldBeReadInTwoWaysThenItIsRefused(String text) {
    assertThatThrownBy(() -> RequestTarget.parse(text)).isInstanceOf(RequestTargetException.class);
  }

  @Test
  void aPathIsTooLongThenItIsRefused() {
    assertThatThrownBy(() -> RequestTarget.parse("/" + "a".repeat(RequestTarget.PATH_MAX_LENGTH)))
        .isInstanceOf(RequestTargetException.class);
    assertThatThrownBy(() -> RequestTarget.parse("/a?" + "b".repeat(RequestTarget.TEXT_MAX_LENGTH)))
        .isInstanceOf(RequestTargetException.class);
  }

  @Test
  void aQueryIsReadThenItsValuesAreDecodedInOrder() throws RequestTargetException {
    RequestTarget target =
        RequestTarget.parse("/a?command=sh&command=-c&command=echo+a%26b%20%3E%2Fdev&x&=y&a;b=c");

    assertThat(target.parameters("command")).containsExactly("sh", "-c", "echo a&b >/dev");
    assertThat(target.parameters("x")).containsExactly("");
    assertThat(target.parameters("")).containsExactly("y");
    assertThat(target.query()).hasSize(3);
    assertThat(target.parameter("nothing")).isEmpty();
  }

  @Test
  void aQueryHoldsBytesThatAreNoTextThenTheyAreKeptOneByOne() throws RequestTargetException {
    assertThat(RequestTarget.parse("/a?command=%ff").parameters("command"))
        .isEqualTo(List.of("\u00ff"));
  }
}
