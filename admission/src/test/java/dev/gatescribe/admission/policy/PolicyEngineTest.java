package dev.gatescribe.admission.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.session.DenialReason;
import java.net.InetAddress;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyEngineTest {

  /**
   * Random worlds against a slow reading of docs/policies.md. Seeded; a failure names the seed, and
   * {@code -Dgatescribe.seed=…} replays it.
   */
  @Test
  void agreesWithTheDocumentationInRandomWorlds() {
    long seed = Long.getLong("gatescribe.seed", System.nanoTime());
    System.out.println("agreesWithTheDocumentationInRandomWorlds seed " + seed);
    Random random = new Random(seed);
    Map<String, Integer> outcomes = new HashMap<>();
    for (int round = 0; round < 2_000; round++) {
      RandomWorld world = new RandomWorld(random);
      PolicyEngine engine = new PolicyEngine("v", world.targets, world.groups, world.policies);
      ByTheBook book = new ByTheBook(world.targets, world.groups, world.policies);
      for (int i = 0; i < 20; i++) {
        Question question = world.question();

        String decision = describe(engine.decide(question));

        assertThat(decision)
            .as(
                "seed %d, round %d: %s in %s %s",
                seed, round, question, world.groups, world.policies)
            .isEqualTo(book.decide(question));
        Explanation explanation = engine.explain(question);
        assertThat(describe(explanation.decision())).isEqualTo(decision);
        outcomes.merge(decision.substring(0, decision.indexOf(' ')), 1, Integer::sum);
      }
    }
    assertThat(outcomes.keySet())
        .as("every outcome was met, seed %d: %s", seed, outcomes)
        .containsExactlyInAnyOrder(
            "allowed",
            "unknown-target",
            "target-not-allowed",
            "login-not-allowed",
            "denied-by-policy",
            "second-factor-required",
            "condition-failed");
  }

  @ParameterizedTest(name = "{0} in {1}: {2}")
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/9, 10.127.255.255, true",
    "10.0.0.0/9, 10.128.0.0, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 10.0.0.1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "10.0.0.0/8, ::ffff:10.0.0.1, true"
  })
  void addressIsInARange(String range, String address, boolean expected) {
    assertThat(AddressRange.parse(range).orElseThrow().contains(InetAddress.ofLiteral(address)))
        .isEqualTo(expected);
  }

  /** Nothing that a resolver would be asked about is an address. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/",
        "/8",
        "10.0.0.0/08",
        "a/8",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "dead",
        "*"
      })
  void whatIsNoRangeIsNone(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
  }

  @ParameterizedTest(name = "{0}-{1} at {2}: {3}")
  @CsvSource({
    "480, 1080, 2026-01-05T07:00:00Z, true",
    "480, 1080, 2026-01-05T06:59:59Z, false",
    "480, 1080, 2026-01-05T16:59:59Z, true",
    "480, 1080, 2026-01-05T17:00:00Z, false",
    "480, 1080, 2026-01-06T08:00:00Z, false",
    "1320, 360, 2026-01-05T21:00:00Z, true",
    "1320, 360, 2026-01-06T04:59:59Z, true",
    "1320, 360, 2026-01-06T05:00:00Z, false",
    "1320, 360, 2026-01-06T21:00:00Z, false",
    "0, 1440, 2026-01-04T23:00:00Z, true",
    "0, 1440, 2026-01-05T23:00:00Z, false"
  })
  void timeIsInAWindowByTheClocksOfItsPlace(int from, int until, Instant at, boolean expected) {
    TimeWindow window =
        new TimeWindow(EnumSet.of(DayOfWeek.MONDAY), from, until, ZoneId.of("Europe/Berlin"));

    assertThat(window.contains(at)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request.logn == \"x\"",
        "identity.groups == \"x\"",
        "\"true\"",
        "request.login",
        "request.login ==",
        "",
        "system(\"id\")",
        "((((((((((((((((((((((((((((((((((((((((true))))))))))))))))))))))))))))))))))))))))"
      })
  void whatIsNoConditionIsRefusedWhenItIsLoaded(String text) {
    assertThatThrownBy(() -> Condition.compile(text)).isInstanceOf(ConditionException.class);
  }

  @Test
  void conditionThatIsAProgramIsRefused() {
    assertThatThrownBy(() -> Condition.compile("true" + " && true".repeat(200)))
        .isInstanceOf(ConditionException.class)
        .hasMessageContaining("more than 1000 characters");
  }

  /** Whoever writes policies may make a mistake, and must not be able to stop the gateway. */
  @Test
  void conditionThatWouldTakeForeverFailsAndDenies() throws Exception {
    Condition cubed =
        Condition.compile(
            "identity.groups.all(a, identity.groups.all(b, identity.groups.all(c, a+b+c != \"x\")))");
    var hundred = java.util.stream.IntStream.range(0, 100).mapToObj(i -> "g" + i).toList();

    assertThatThrownBy(() -> cubed.holds(_ -> java.util.Optional.of(hundred)))
        .isInstanceOf(ConditionException.class);
  }

  private static String describe(Decision decision) {
    return switch (decision) {
      case Decision.Allowed allowed -> "allowed " + allowed.policy().name();
      case Decision.Refused(DenialReason reason, String policy, boolean mayKnow, _) ->
          reason.code() + " " + policy + " " + mayKnow;
    };
  }
}
