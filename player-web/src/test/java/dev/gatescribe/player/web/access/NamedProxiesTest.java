package dev.gatescribe.player.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.player.web.access.NamedProxies.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedProxiesTest {
  private static final NamedProxies PROXIES =
      new NamedProxies(
          List.of(
              Network.parse("10.0.0.0/9").orElseThrow(),
              Network.parse("192.0.2.1").orElseThrow(),
              Network.parse("2001:db8::/33").orElseThrow()));

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1,true",
    "10.127.255.255,true",
    "10.128.0.0,false",
    "192.0.2.1,true",
    "192.0.2.2,false",
    "2001:db8:7fff::1,true",
    "2001:db8:8000::1,false",
    "localhost,false",
    "'',false"
  })
  void addressIsInANetworkThenIsAProxy(String address, boolean expected) {
    assertThat(PROXIES.include(address)).isEqualTo(expected);
  }

  @Test
  void nobodyIsNamedThenNobodyIsAProxy() {
    assertThat(NamedProxies.NONE.include("127.0.0.1")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "proxy", "", "::/129"})
  void networkIsNoneThenItIsNotRead(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }

  /** Flaw of others: whoever writes the header chooses the address. */
  @Test
  void strangerSaysWhereTheyComeFromThenTheSocketDecides() {
    assertThat(PROXIES.client("198.51.100.7", List.of("10.0.0.1"), List.of("for=10.0.0.1")))
        .isEqualTo("198.51.100.7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "198.51.100.7|198.51.100.7",
        "198.51.100.7:4711|198.51.100.7",
        "10.0.0.9, 198.51.100.7|198.51.100.7",
        "198.51.100.7, 10.0.0.9|198.51.100.7",
        "203.0.113.1, 198.51.100.7, 10.0.0.9|198.51.100.7",
        "10.0.0.9|10.0.0.9",
        "evil.example|10.0.0.1",
        "198.51.100.7, unknown|10.0.0.1",
        "2001:db8:8000::1|2001:db8:8000::1",
      })
  void proxySaysWhereARequestComesFromThenTheLastThatIsNoProxyCounts(
      String forwardedFor, String client) {
    assertThat(PROXIES.client("10.0.0.1", List.of(forwardedFor), List.of())).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=198.51.100.7|198.51.100.7",
        "For=\"198.51.100.7:4711\"; proto=https|198.51.100.7",
        "proto=https;for=\"[2001:db8:8000::1]:4711\";by=10.0.0.1|2001:db8:8000::1",
        "for=203.0.113.1, for=198.51.100.7, for=10.0.0.9|198.51.100.7",
        "for=_hidden|10.0.0.1",
        "by=198.51.100.7|10.0.0.1",
      })
  void proxySaysItByTheStandardThenItCountsInTheSameWay(String forwarded, String client) {
    assertThat(PROXIES.client("10.0.0.1", List.of(), List.of(forwarded))).isEqualTo(client);
  }
}
